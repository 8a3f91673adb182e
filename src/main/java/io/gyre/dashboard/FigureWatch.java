package io.gyre.dashboard;

import io.gyre.topic.LearnerFigures;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks learners how they stand, once a second while somebody looks: a report may take long. */
final class FigureWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FigureWatch.class);

  private final DashboardState state;
  private final EventBroadcast pages;
  private final Supplier<List<LearnerFigures>> figures;

  /** A question may wait for its turn, which no page may. */
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "dashboard-figures");
            thread.setDaemon(true);
            return thread;
          });

  FigureWatch(DashboardState state, EventBroadcast pages, Supplier<List<LearnerFigures>> figures) {
    this.state = state;
    this.pages = pages;
    this.figures = figures;
    clock.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
  }

  private void look() {
    if (pages.listeners() == 0) {
      return;
    }
    try {
      refresh();
    } catch (RuntimeException e) { // It would end the clock without a word.
      LOG.error("the learners could not be asked how they stand", e);
    }
  }

  /** Asks now. */
  void refresh() {
    state.open(figures.get());
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
