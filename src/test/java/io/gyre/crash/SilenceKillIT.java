package io.gyre.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.LongRunning;
import io.gyre.data.Alert;
import io.gyre.data.Alert.Review;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.topic.Metrics;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nobody sends more than the positives, some of them too late, while learner and broker are killed:
 * what is learned of silence is what an undisturbed run learns, and what {@link SilenceRules} say.
 */
@Tag("processes")
class SilenceKillIT {

  /** One record in so many is a label. */
  private static final int LABEL_EVERY = 5;

  private static final int LEARNERS = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** 1,000 records. */
  private static final long WAIT_MS = 250;

  @TempDir Path folder;

  private final TopicNames names = TopicNames.standard();
  private final long seed = KillScene.seed();

  @Test
  void shouldLearnSilenceAndWhatCameTooLateAsAnUndisturbedRunDoes() throws Exception {
    killAndCompare(3, 8_000, true);
  }

  @Test
  @LongRunning
  void shouldRefuseWhatCameTooLateAsAnUndisturbedRunDoes() throws Exception {
    killAndCompare(8, 60_000, false);
  }

  /**
   * Record i: mostly a point, else the label of one that came up to 2,600 records before. A few of
   * these say the class of silence, and a few are of points that have one already.
   */
  private byte[] record(long i) {
    Random random = new Random(seed * 31 + i);
    random.nextInt();
    if (!isLabel(i)) {
      return "{\"id\":\"p-%d\",\"who\":%d,\"x\":%s,\"y\":%s}"
          .formatted(i, i % 71, random.nextGaussian(), random.nextGaussian())
          .getBytes(UTF_8);
    }
    long point = Math.max(0, i - 1 - random.nextInt(random.nextBoolean() ? 300 : 2_600));
    point -= isLabel(point) ? 1 : 0;
    int label = random.nextInt(20) == 0 ? 0 : 1;
    return "{\"id\":\"p-%d\",\"label\":%d}".formatted(point, label).getBytes(UTF_8);
  }

  private static boolean isLabel(long i) {
    return i % LABEL_EVERY == LABEL_EVERY - 1;
  }

  private void killAndCompare(int kills, long records, boolean learnTooLate) throws Exception {
    String[] arguments = {
      "--late-labels",
      "--wait=" + WAIT_MS + "ms",
      "--unlabelled-as=0",
      learnTooLate ? "--learn-too-late" : "--late-labels",
      "--key=who",
      "--max-keys=60",
      "--review=20/500ms",
      "--cost-miss=y",
      "--cost-alarm=0.01",
      "--report-points=0"
    };
    try (TestCluster cluster = TestCluster.start(folder)) {
      cluster.createTopics(names, 1);
      long points;
      Answers answers;
      try (PointStream stream =
              new PointStream(cluster.servers(), names.points(), 1, this::record);
          AnswerFollower follower =
              new AnswerFollower(cluster.servers(), names.of(Topic.PREDICTIONS))) {
        AtomicBoolean killing = new AtomicBoolean(true);
        Thread sending = stream.sendInBackground(records, 800, killing::get);
        JavaProcess learner = cluster.learn("gyre", "state", arguments);
        follower.await(1, PATIENCE);
        Random random = new Random(seed);
        for (int kill = 0; kill <= kills; kill++) {
          Thread.sleep(200 + random.nextInt(1_500));
          long killed = System.nanoTime();
          if (kill == kills / 2) {
            cluster.killBroker();
            cluster.startBroker();
          } else {
            learner.kill();
            learner = cluster.learn("gyre", "state", arguments);
          }
          System.out.printf("silent for %s%n", Silence.after(killed, follower, 1));
        }
        killing.set(false);
        sending.join();
        while (isLabel(stream.sent())) {
          stream.send(1, 0);
        }
        stream.closeWindows();
        long sent = stream.sent();
        points = sent - sent / LABEL_EVERY + 1;
        follower.await(points * LEARNERS, PATIENCE);
        answers = follower.stop();
      }
      Outputs disturbed = new Outputs(cluster.servers(), names);
      List<ConsumerRecord<byte[], byte[]>> all = disturbed.read(names.points());
      BitSet offsets = new BitSet();
      all.stream().filter(SilenceRules::isPoint).forEach(p -> offsets.set((int) p.offset()));
      assertThat(offsets.cardinality()).isEqualTo((int) points);
      assertThat(answers.faultsAmong(Map.of(0, offsets), LEARNERS)).isEmpty();

      Outputs reference = Reference.run(cluster, names, 1, points * LEARNERS, arguments);
      assertThat(disturbed.digests()).isEqualTo(reference.digests()).hasSize(LEARNERS);
      assertThat(answers.differences(reference.answers())).isEmpty();
      assertThat(disturbed.closedWindows()).isEqualTo(reference.closedWindows());
      List<Alert> alerts = disturbed.alerts();
      System.out.printf("%d alerts, the last %s%n", alerts.size(), alerts.get(alerts.size() - 1));
      assertThat(alerts).isEqualTo(reference.alerts()).hasAtLeastOneElementOfType(Review.class);
      compare(disturbed, all, learnTooLate);
    }
  }

  /** The last window tells what had been counted before the record that closed it. */
  private void compare(
      Outputs outputs, List<ConsumerRecord<byte[], byte[]>> all, boolean learnTooLate)
      throws Exception {
    SilenceRules rules = new SilenceRules(WAIT_MS, "0", learnTooLate);
    for (ConsumerRecord<byte[], byte[]> record : all.subList(0, all.size() - 1)) {
      rules.add(record);
    }
    System.out.println(rules.counts());
    outputs
        .closedWindows()
        .forEach(
            (learner, windows) -> {
              Metrics last = windows.get(windows.size() - 1);
              LateLabelCounts labels = last.labels();
              assertThat(rules.counts())
                  .as(learner)
                  .containsEntry("waiting", labels.waiting())
                  .containsEntry("waitingLabels", labels.waitingLabels())
                  .containsEntry("matched", labels.matched())
                  .containsEntry("repeated", labels.repeated())
                  .containsEntry("corrections", labels.corrections())
                  .containsEntry("unmatched", labels.unmatched())
                  .containsEntry("silent", labels.silent())
                  .containsEntry("tooLate", labels.tooLate())
                  .containsEntry("learnedTooLate", labels.learnedTooLate())
                  .allSatisfy((count, number) -> assertThat(number).as(count).isNotNegative());
              assertThat(labels.expired() + labels.evicted() + labels.sameId()).isZero();
              // Each is scored once, also one that was learned twice.
              long scored = labels.matched() + labels.silent();
              assertThat(last.totals().labelled()).isEqualTo(scored + labels.learnedTooLate());
              assertThat(number(last, "n") + number(last, "before-labels")).isEqualTo(scored);
              // All that can happen did.
              assertThat(labels.silent()).isGreaterThan(1_000);
              assertThat(labels.tooLate()).isGreaterThan(50);
              assertThat(labels.learnedTooLate() > 50).isEqualTo(learnTooLate);
            });
    assertThat(outputs.read(names.of(Topic.DEAD_LETTERS))).hasSize((int) rules.refused());
  }

  private static long number(Metrics metrics, String name) {
    return ((Number) metrics.scores().total().getOrDefault(name, 0)).longValue();
  }
}
