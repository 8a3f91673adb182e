package io.gyre.app.score;

import io.gyre.GyreException;
import io.gyre.StopSignal;
import io.gyre.fold.FoldReport;
import io.gyre.kafka.ClusterAccess;
import io.gyre.page.live.VersionControls;
import io.gyre.registry.SchemaRegistry;
import io.gyre.registry.UsedSchemas;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one comparison at a time on a thread of low priority: it learns what came since the last
 * version once more, as {@code gyre score --from-version --frozen} does.
 */
public final class VersionComparisons implements VersionControls {

  private static final Logger LOG = LoggerFactory.getLogger(VersionComparisons.class);

  /** Scores are made anew after so long, for a page that watches. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ClusterAccess cluster;
  private Run last;

  public VersionComparisons(ClusterAccess cluster) {
    this.cluster = cluster;
  }

  @Override
  public synchronized void compare(String application, Compare wanted) {
    close();
    last = null;
    if (!wanted.versions().isEmpty()) {
      last = new Run(application, wanted.versions().stream().distinct().sorted().toList());
      Thread thread = new Thread(last, "gyre-versions-compared");
      thread.setDaemon(true);
      thread.setPriority(Thread.MIN_PRIORITY);
      thread.start();
    }
  }

  @Override
  public synchronized Comparison comparison(String application) {
    return last == null || !last.application.equals(application) ? null : last.state;
  }

  @Override
  public synchronized void close() {
    if (last != null) {
      last.stop.request();
    }
  }

  private final class Run implements Runnable {
    private final String application;
    private final List<Integer> versions;
    private final StopSignal stop = new StopSignal();
    private volatile Comparison state;
    private ScoreRun run;
    private long told = System.nanoTime();

    Run(String application, List<Integer> versions) {
      this.application = application;
      this.versions = versions;
      state = new Comparison(versions, "running", 0, 0, List.of(), null);
    }

    @Override
    public void run() {
      try {
        compare();
      } catch (GyreException | KafkaException e) {
        fail(e.getMessage());
      } catch (RuntimeException e) {
        LOG.error("versions {} of {} cannot be compared", versions, application, e);
        fail("a fault of Gyre's; its log says more: " + e);
      }
    }

    private void compare() {
      String from = String.valueOf(versions.get(versions.size() - 1));
      List<String> frozen = versions.stream().map(String::valueOf).toList();
      try (VersionLog since = new VersionLog(cluster, application, from, null, null, stop);
          SchemaRegistry registry = SchemaRegistry.of(cluster.forStreams())) {
        run = since.asItWas(null, frozen).withSchemas(UsedSchemas.glancing(registry));
        long length = Math.max(1, since.records().length());
        run.records(
            since.records(),
            complaint -> {}, // What cannot be read was told when it came.
            (count, points, time) -> {
              if (System.nanoTime() - told > LOOK_NANOS) {
                tell("running", (double) count / length);
                told = System.nanoTime();
              }
            });
        tell("ended", 1);
      }
    }

    private void tell(String now, double share) {
      state = new Comparison(versions, now, share, run.counts().points(), scores(), null);
    }

    private void fail(String why) {
      Comparison before = state;
      state =
          new Comparison(versions, "failed", before.share(), before.points(), before.scores(), why);
    }

    private List<Scores> scores() {
      List<Scores> scores = new ArrayList<>();
      FoldReport learned = run.report();
      learned
          .answering()
          .mapToObj(i -> learned.learner(i, true))
          .forEach(
              each -> scores.add(new Scores(null, each.settings().name(), numbers(each.total()))));
      run.baselines()
          .frozen()
          .forEach(
              (version, frozen) ->
                  frozen
                      .totals()
                      .forEach(
                          (name, total) -> scores.add(new Scores(version, name, numbers(total)))));
      return Collections.unmodifiableList(scores);
    }
  }

  private static Map<String, Double> numbers(Map<String, Object> total) {
    Map<String, Double> numbers = new TreeMap<>();
    total.forEach(
        (name, value) -> {
          if (value instanceof Double number && !number.isNaN()) {
            numbers.put(name, number);
          }
        });
    return numbers;
  }
}
