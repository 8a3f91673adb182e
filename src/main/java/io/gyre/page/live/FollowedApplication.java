package io.gyre.page.live;

import io.gyre.fold.LiveFolds;
import io.gyre.format.RecordSettings;
import io.gyre.kafka.RepeatingThread;
import io.gyre.page.state.DashboardState;

/**
 * An application that a page shows.
 *
 * @param figures asks the learners for their figures while a page is open, and until there are any
 */
public record FollowedApplication(
    DashboardState state,
    InProcessSources sources,
    EventBroadcast pages,
    RepeatingThread figures,
    FieldWeights weights)
    implements AutoCloseable {

  /** Starts to keep pages up to date; {@code applications} are listed there. */
  public static FollowedApplication of(
      DashboardState state, InProcessSources sources, Applications applications) {
    EventBroadcast pages = new EventBroadcast(new EventSerializer(state, sources, applications));
    // Not on the thread of the pages, since a question may have to wait.
    RepeatingThread figures =
        RepeatingThread.following(
            "dashboard-figures",
            () -> {
              if (pages.pages() > 0 || state.learners(each -> each.key).isEmpty()) {
                EventBroadcast.guarded(() -> state.ask(sources.model()));
              }
            });
    figures.start();
    FieldWeights weights = new FieldWeights(state, sources.model());
    return new FollowedApplication(state, sources, pages, figures, weights);
  }

  public RecordSettings records() {
    return sources.learnedStream().map(LiveFolds.LearnedStream::records).orElse(sources.records());
  }

  @Override
  public void close() {
    figures.interrupt(); // a question to the learners may take long
    figures.close();
    pages.close();
  }
}
