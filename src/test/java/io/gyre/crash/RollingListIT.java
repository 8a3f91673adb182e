package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gyre.broker.TestBroker;
import io.gyre.fold.Fold;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.list.LearnersJson;
import io.gyre.stream.LearnerApplication;
import io.gyre.topic.Metrics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Two instances are started again, one after the other, without a learner, and then with it again,
 * while points come and wait for their labels.
 */
@Tag("any-broker")
class RollingListIT {

  private static final int PARTITIONS = 2;
  private static final int RATE = 500;

  /** So many answers of each that stays come before the next thing happens. */
  private static final int MORE = 500;

  private static final List<LearnerSettings> ALL =
      LearnersJson.parse(
          """
          [{"name": "network", "kind": "network", "learningRate": 0.3, "batch": 7},
           {"name": "away", "kind": "logistic", "learningRate": 0.3, "batch": 5},
           {"name": "nearest", "kind": "neighbours", "k": 3, "memory": 300},
           {"name": "blend", "kind": "blend"}]
          """,
          "test");

  private static final List<LearnerSettings> WITHOUT =
      ALL.stream().filter(learner -> !learner.name().equals("away")).toList();

  /** What is said in the log of the learner that returns. */
  private static final Pattern AWAY =
      Pattern.compile("learner \"away\" was off the list from offset (\\d+) to (\\d+)");

  @TempDir static Path folder;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Bed bed;
  private LocalInstances instances;

  @Test
  void shouldLearnWhatAFoldLearnsWhoseListChangesAtTheSameRecords() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(Fold.class.getPackageName());
    log.start();
    logger.addAppender(log);
    try (Bed made = Bed.make(TestBroker.bootstrapServers(), "rolling-list", folder, PARTITIONS);
        LateStream stream = made.lateStream(3);
        LocalInstances running = new LocalInstances()) {
      bed = made;
      instances = running;
      instances.send(stream, RATE);
      start("a", ALL);
      start("b", ALL);
      awaitMore();
      for (List<LearnerSettings> list : List.of(WITHOUT, ALL)) {
        start("a", list);
        start("b", list);
        awaitMore();
      }
      instances.endSending();
      bed.finish(stream, instances.get("a"));
      compare();
    } finally {
      logger.detachAppender(log);
    }
  }

  private void start(String state, List<LearnerSettings> list) {
    instances.stop(state);
    LearnerApplication started = instances.start(state, bed.lateSettings(state, list, Map.of()));
    await("work for an instance")
        .atMost(Bed.PATIENCE)
        .until(
            () -> {
              started.throwFailure();
              return !started.run().partitions().isEmpty();
            });
  }

  private void awaitMore() {
    long before = bed.outputs().answers().count();
    bed.awaitAnswers(instances.get("a"), before + MORE * WITHOUT.size());
  }

  private void compare() throws Exception {
    List<ConsumerRecord<byte[], byte[]>> journal = bed.outputs().read(bed.journal());
    TreeMap<Long, Long> gaps = gaps();
    System.out.println("the learner was away from, to: " + gaps);
    assertThat(gaps).isNotEmpty();
    TopicLoop loop = new TopicLoop(Bed.late(ALL));
    boolean away = false;
    for (ConsumerRecord<byte[], byte[]> record : journal) {
      if (away != isIn(gaps, record.offset())) {
        away = !away;
        loop.changeTo(Bed.late(away ? WITHOUT : ALL));
      }
      loop.add(record);
    }
    Outputs outputs = bed.outputs();
    // One answer of each learner that was on the list, as it must be.
    assertThat(outputs.answers().differences(loop.answers())).isEmpty();
    assertThat(outputs.digests()).isEqualTo(loop.digests()).hasSize(ALL.size());
    Map<String, List<Metrics>> windows = outputs.closedWindows();
    windows.forEach(
        (learner, metrics) ->
            assertThat(metrics)
                .as(learner)
                .extracting(TopicLoop::text)
                .isEqualTo(loop.windows().get(learner)));
    LabelRules rules = new LabelRules(journal);
    windows.forEach((learner, metrics) -> compareLast(learner, metrics, rules, gaps));
    assertThat(last(windows.get("network/0")).labels().waitingDigest())
        .isEqualTo(loop.labels().waitingDigest());
  }

  /** From what offset to what offset the learner was away, as the log says. */
  private TreeMap<Long, Long> gaps() {
    TreeMap<Long, Long> gaps = new TreeMap<>();
    for (ILoggingEvent event : List.copyOf(log.list)) {
      Matcher said = AWAY.matcher(event.getFormattedMessage());
      if (said.find()) {
        MatchResult gap = said.toMatchResult();
        // One that has returned, and was away again before the next record, says so once more.
        gaps.merge(Long.parseLong(gap.group(1)), Long.parseLong(gap.group(2)), Math::max);
      }
    }
    return gaps;
  }

  private static boolean isIn(TreeMap<Long, Long> gaps, long offset) {
    Map.Entry<Long, Long> gap = gaps.floorEntry(offset);
    return gap != null && offset <= gap.getValue();
  }

  private static long number(Metrics metrics, String name) {
    return metrics.scores().total().get(name) instanceof Number number ? number.longValue() : 0;
  }

  /**
   * Whoever is on the list when a label comes learns it; it is scored if it was there when its
   * point came, too.
   */
  private static void compareLast(
      String learner, List<Metrics> metrics, LabelRules rules, TreeMap<Long, Long> gaps) {
    boolean stays = !learner.startsWith("away");
    Metrics last = last(metrics);
    assertThat(metrics).as(learner).extracting(Metrics::step).isSorted();
    assertThat(last.totals().late() + last.totals().early()).isZero();
    assertThat(last.totals().labelled())
        .as(learner)
        .isEqualTo(rules.all.stream().filter(l -> stays || !isIn(gaps, l.label())).count());
    assertThat(number(last, "n") + number(last, "before-labels"))
        .as(learner)
        .isEqualTo(
            rules.all.stream()
                .filter(l -> stays || !(isIn(gaps, l.label()) || isIn(gaps, l.point())))
                .count());
    assertThat(last.labels().matched()).isEqualTo(rules.matched);
    assertThat(last.labels().waiting()).isEqualTo(rules.waiting());
  }

  private static Metrics last(List<Metrics> metrics) {
    return metrics.get(metrics.size() - 1);
  }
}
