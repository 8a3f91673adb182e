package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.LongRunning;
import io.gyre.topic.Metrics;
import io.gyre.topic.Provisioner;
import io.gyre.topic.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Minutes at full speed, half of them with restarts every now and then, half in one life: nothing
 * that a learner holds grows, and not a point is lost.
 */
@Tag("processes")
@LongRunning
class SoakIT {

  private static final int MINUTES = Integer.getInteger("gyre.soak.minutes", 10);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int LEARNERS = 4;
  private static final int RESTARTS = 6;
  private static final int SAMPLES = 6;
  private static final String APPLICATION = "gyre";

  /** Points that may wait: enough to keep the learners at full speed. */
  private static final int WAITING = 100_000;

  private static final int CHUNK = 20_000;

  /** Old points make room for new ones, long after they were learned. */
  private static final Map<String, Map<String, String>> SHORT =
      Map.of(
          "points", Map.of("retention.bytes", "134217728", "segment.bytes", "33554432"),
          "predictions", Map.of("retention.bytes", "134217728", "segment.bytes", "33554432"));

  @TempDir Path folder;

  private final TopicNames names = TopicNames.standard();
  private TestCluster cluster;
  private volatile boolean sending = true;

  /** What is looked at, at one moment. */
  private record Sample(Vitals vitals, long stateKiB, long changelogKiB) {}

  @Test
  void shouldHoldNoMoreAfterMinutesAtFullSpeed() throws Exception {
    try (TestCluster started = TestCluster.start(folder)) {
      cluster = started;
      new Provisioner(cluster.admin).provision(names, 1, SHORT);
      List<Sample> lives = new ArrayList<>();
      List<Sample> oneLife = new ArrayList<>();
      long points;
      try (PointStream stream = new PointStream(cluster.servers(), names.points(), 1, 3)) {
        Thread thread = new Thread(() -> keepBusy(stream), "points");
        thread.start();
        JavaProcess learner = restartAgainAndAgain(lives);
        stayInOneLife(learner, oneLife);
        sending = false;
        thread.join();
        stream.closeWindows();
        points = stream.sent();
        cluster.awaitRead(points + 1, PATIENCE);
        learner.terminate();
        assertThat(learner.exitCode()).as(learner.output()).isZero();
      }
      System.out.printf("%,d points in %d minutes%n", points, MINUTES);
      assertNothingLost(points);
      assertNothingGrows("restart", lives);
      assertNothingGrows("one life", oneLife);
    }
  }

  /** Sends as fast as the learners take them. */
  private void keepBusy(PointStream stream) {
    while (sending) {
      stream.send(CHUNK, 0);
      cluster.awaitRead(stream.sent() - WAITING, PATIENCE);
    }
  }

  /** Ends lives by kill -9 and by a stop, in turns; returns the last. */
  private JavaProcess restartAgainAndAgain(List<Sample> samples) throws Exception {
    long life = Duration.ofMinutes(MINUTES).toMillis() / 2 / RESTARTS;
    JavaProcess learner = cluster.learn(APPLICATION, "state", "--no-http");
    for (int restart = 0; restart < RESTARTS; restart++) {
      Thread.sleep(life);
      samples.add(sample(learner));
      if (restart % 2 == 0) {
        learner.kill();
      } else {
        learner.terminate();
        assertThat(learner.exitCode()).as(learner.output()).isZero();
      }
      learner = cluster.learn(APPLICATION, "state", "--no-http");
    }
    return learner;
  }

  private void stayInOneLife(JavaProcess learner, List<Sample> samples) throws Exception {
    for (int i = 0; i < SAMPLES; i++) {
      Thread.sleep(Duration.ofMinutes(MINUTES).toMillis() / 2 / SAMPLES);
      samples.add(sample(learner));
    }
  }

  private Sample sample(JavaProcess learner) throws Exception {
    Sample sample =
        new Sample(
            Vitals.of(learner),
            Vitals.diskBytes(folder.resolve("state").resolve("streams"), "") >> 10,
            Vitals.diskBytes(folder.resolve("broker"), "-changelog") >> 10);
    System.out.printf(
        "%,d points: live heap %d MiB, resident %d MiB, %d files, %d threads, state %d KiB, changelogs %d KiB%n",
        cluster.read(),
        sample.vitals().heapKiB() >> 10,
        sample.vitals().residentKiB() >> 10,
        sample.vitals().files(),
        sample.vitals().threads(),
        sample.stateKiB(),
        sample.changelogKiB());
    return sample;
  }

  /**
   * Compares the least of the later samples with the least of the earlier ones: what is just on its
   * way through comes and goes. The first is left out: what is loaded or compiled once comes then.
   */
  private static void assertNothingGrows(String when, List<Sample> samples) {
    List<Sample> before = samples.subList(1, samples.size() / 2 + 1);
    List<Sample> after = samples.subList(samples.size() / 2 + 1, samples.size());
    assertNotMore("heap", when, before, after, s -> s.vitals().heapKiB(), 8 << 10);
    assertNotMore("resident", when, before, after, s -> s.vitals().residentKiB(), 32 << 10);
    assertNotMore("files", when, before, after, s -> s.vitals().files(), 5);
    assertNotMore("threads", when, before, after, s -> s.vitals().threads(), 1);
    // Segments, and the logs of RocksDB, come and go.
    assertNotMore("state", when, before, after, Sample::stateKiB, 4 << 10);
    assertNotMore("changelogs", when, before, after, Sample::changelogKiB, 16 << 10);
  }

  private static void assertNotMore(
      String what,
      String when,
      List<Sample> before,
      List<Sample> after,
      ToLongFunction<Sample> figure,
      long slack) {
    assertThat(least(after, figure))
        .as("%s, %s", what, when)
        .isLessThanOrEqualTo(least(before, figure) * 11 / 10 + slack);
  }

  private static long least(List<Sample> samples, ToLongFunction<Sample> figure) {
    return samples.stream().mapToLong(figure).min().orElseThrow();
  }

  private void assertNothingLost(long points) {
    Map<String, List<Metrics>> windows = new Outputs(cluster.servers(), names).closedWindows();
    assertThat(windows).hasSize(LEARNERS);
    windows.forEach(
        (learner, metrics) -> {
          assertThat(metrics.stream().mapToLong(Metrics::points).sum())
              .as(learner)
              .isEqualTo(points);
          assertThat(metrics)
              .as(learner)
              .extracting(Metrics::windowStart)
              .doesNotHaveDuplicates()
              .isSorted();
        });
  }
}
