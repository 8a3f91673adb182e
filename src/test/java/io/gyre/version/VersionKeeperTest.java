package io.gyre.version;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.GyreException;
import io.gyre.data.Label;
import io.gyre.fold.Fold;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.fold.state.SnapshotRule;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.learning.list.LearnersJson;
import io.gyre.state.Blocks;
import io.gyre.state.Overlay;
import io.gyre.time.WindowSettings;
import io.gyre.topic.Topic;
import io.gyre.version.Version.Reason;
import io.gyre.version.VersionRule.Keeping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class VersionKeeperTest {

  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long BEGIN = 1_700_000_000_000L;

  private final Overlay state = new Overlay(null);
  private final Overlay waiting = new Overlay(null);
  private final List<VersionRequest> requests = new ArrayList<>();
  private final SavedVersions saved = new SavedVersions();
  private final List<String> deleted = new ArrayList<>();
  private String release = "1.0";
  private Fold fold;
  private VersionKeeper keeper;
  private long offset;
  private long ticks;
  private long tick;
  private long clock = BEGIN;

  private static FoldSettings settings(String learners) {
    return new FoldSettings(LearnersJson.parse(learners, "test"), WindowSettings.standard());
  }

  private static FoldSettings one() {
    return settings("[{\"name\": \"prior\", \"kind\": \"prior\"}]");
  }

  private static FoldSettings two() {
    return settings(
        "[{\"name\": \"prior\", \"kind\": \"prior\"}, {\"name\": \"last\", \"kind\": \"label-chain\"}]");
  }

  private static FoldSettings late() {
    return one().with(new LateLabels(1_000, 10, 1 << 20, Label.of(0), false));
  }

  private void start(FoldSettings settings, int most) {
    boolean waits = settings.lateLabels() != null;
    FoldStore store =
        new FoldStore("test", state, waits ? waiting : null, null, SnapshotRule.ALWAYS).quiet();
    fold = Fold.open(settings, store);
    keeper =
        new VersionKeeper(
            new Keeping(new VersionRule(DAY, most), () -> requests, release, () -> ticks += tick),
            store,
            fold.report(),
            fold::save);
  }

  /** Learns a point, as the processor does, and commits. */
  private void learn(long timeMs) {
    keep();
    byte[] point = "{\"x\": %d, \"label\": %d}".formatted(offset % 7, offset % 2).getBytes(UTF_8);
    fold.apply(LogRecord.of(LogRecord.Kind.POINT, point, timeMs, 0, offset++));
    commit();
  }

  /** Learns points of a day: a time so far ahead is believed after some. */
  private void pass(int day) {
    for (int i = 0; i < 10; i++) {
      learn(BEGIN + day * DAY + i);
    }
  }

  private void commit() {
    if (!keeper.isPending()) {
      fold.save();
      keeper.save();
    }
  }

  private void keep() {
    if (keeper.isDue(clock)) {
      keeper.keep(
          clock,
          (key, value, time) -> {
            if (value == null) {
              deleted.add(new String(key, UTF_8));
            }
            saved.add(new ConsumerRecord<>("versions", VersionTopic.partition(key), 0, key, value));
          });
    }
  }

  private List<Reason> reasons() {
    return saved.all().stream().map(Version::reason).toList();
  }

  @Test
  void shouldKeepWhatWasLearnedWithOtherSettingsBeforeAnythingElseIsSaved() {
    start(one(), 14);
    learn(BEGIN);
    learn(BEGIN);
    var before = fold.report().digests();

    start(two(), 14);
    commit(); // as when it is stopped at once
    start(two(), 14);
    learn(BEGIN);
    learn(BEGIN);
    start(two(), 14);
    learn(BEGIN);

    assertThat(reasons()).containsExactly(Reason.SETTINGS);
    Version version = saved.all().get(0);
    assertThat(version.number()).isEqualTo(2);
    assertThat(version.offset()).isEqualTo(2);
    assertThat(version.digests()).isEqualTo(before);
    assertThat(saved.open(version).report().digests()).isEqualTo(before);
  }

  @Test
  void shouldKeepWhatAnotherReleaseHasLearnedAndNameIt() {
    start(one(), 14);
    learn(BEGIN);
    release = "2.0";
    start(one(), 14);
    learn(BEGIN);
    start(one(), 14);
    learn(BEGIN);

    assertThat(reasons()).containsExactly(Reason.RELEASE);
    assertThat(saved.all().get(0).release()).isEqualTo("1.0");
  }

  @Test
  void shouldWriteTheFieldsOfItsTopicsSchemaAndNoOthers() throws Exception {
    start(one(), 14);
    learn(BEGIN);
    requests.add(new VersionRequest("id", "written"));
    keep();
    JsonNode written = new JsonMapper().readTree(saved.list().find("written").toBytes());

    assertThat(written.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(
            Topic.VERSIONS.definition().example().get("value")::fieldNames);
  }

  @Test
  void shouldKeepOneForEachDayOfTheStreamButNotManyAtOnce() {
    start(one(), 14);
    for (int day = 0; day < 5; day++) {
      pass(day);
    }
    assertThat(reasons()).containsExactly(Reason.TIME);
    clock += VersionRule.PAUSE.toMillis();
    pass(5);

    assertThat(reasons()).containsExactly(Reason.TIME, Reason.TIME);
  }

  @Test
  void shouldKeepTheLastThatNobodyHasNamedAndAllOthers() {
    start(one(), 2);
    learn(BEGIN);
    requests.add(new VersionRequest("id", "named"));
    for (int day = 1; day < 6; day++) {
      clock += VersionRule.PAUSE.toMillis();
      pass(day);
    }

    assertThat(saved.list().versions()).extracting(Version::name).containsExactly("named", "", "");
    assertThat(saved.list().requests()).isEmpty();
    assertThat(deleted).contains("version/3", "3/0", "request/id");
    assertThat(saved.all()).hasSize(6);
  }

  @Test
  void shouldGiveUpOneThatTakesLongerThanATransactionMay() {
    start(one(), 14);
    learn(BEGIN);
    for (int i = 0; i < 40; i++) {
      state.put("learner/gone/" + i, new byte[Blocks.MOST_BYTES - 1_000]);
    }
    requests.add(new VersionRequest("id", "large"));
    tick = VersionRule.LONGEST.toNanos();
    keep();

    assertThat(saved.all()).isEmpty();
    assertThat(deleted).contains("2/0", "2/30", "request/id").doesNotContain("2/40");
    tick = 0;
    learn(BEGIN);
    assertThat(saved.all()).isEmpty();
  }

  private static List<String> saved(ListAppender<ILoggingEvent> log) {
    return log.list.stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains("is saved"))
        .toList();
  }

  /** Before the next look the transaction has committed, or there is another keeper. */
  @Test
  void shouldSayThatAVersionIsSavedOnceTheCommitHasGoneThroughAndNotIfItIsAborted() {
    Logger logger = (Logger) LoggerFactory.getLogger(VersionKeeper.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
    try {
      start(one(), 14);
      learn(BEGIN);
      requests.add(new VersionRequest("id", "aborted"));
      keep();
      keep();
      assertThat(saved(log)).as("amid its transaction").isEmpty();
      commit();
      assertThat(saved(log)).as("before its commit").isEmpty();
      start(one(), 14); // The commit has failed: the task is revived.
      keep();
      assertThat(saved(log)).as("after its transaction was aborted").isEmpty();

      requests.add(new VersionRequest("other", "committed"));
      keep();
      commit();
      assertThat(saved(log)).isEmpty();
      keep();
      keep();
      assertThat(saved(log))
          .containsExactly(
              "test: version 3 \"committed\" is saved, of offset 1 (%d bytes)"
                  .formatted(saved.list().find("committed").bytes()));
    } finally {
      logger.detachAppender(log);
      logger.setLevel(null);
    }
  }

  /** As a restore brings them from a changelog that somebody else has written to. */
  @ParameterizedTest
  @ValueSource(strings = {"tail/", "tail/x", "tail/99999999999", "learner/x", "x", ""})
  void shouldSaveVersionsThoughSomebodyElseHasWrittenToTheStore(String key) {
    start(one(), 14);
    learn(BEGIN);
    state.put(key, new byte[] {1});
    start(one(), 14);
    requests.add(new VersionRequest("id", "among"));
    learn(BEGIN);

    assertThat(saved.open(saved.list().find("among")).report().next()).isEqualTo(1);
  }

  @Test
  void shouldKeepNoneThatLacksAStore() {
    start(late(), 14);
    learn(BEGIN);
    start(one(), 14);
    learn(BEGIN);

    assertThat(saved.all()).isEmpty();
    assertThat(keeper.isPending()).isFalse();
  }

  @Test
  void shouldRefuseAVersionThatIsNotWhatWasSaved() {
    start(one(), 14);
    learn(BEGIN);
    requests.add(new VersionRequest("id", "whole"));
    keep();
    Version version = saved.list().find("whole");
    byte[] block = saved.blocks(version).get(0).clone();
    block[block.length / 2] ^= 1;

    assertThatThrownBy(() -> VersionContent.read(version, "test", "there", List.of(block)))
        .isInstanceOf(GyreException.class)
        .hasMessage(
            "version 2 of test is damaged, and cannot be used: the checksum of its blocks is wrong (there)");
    assertThatThrownBy(() -> VersionContent.read(version, "test", "there", List.of()))
        .isInstanceOf(GyreException.class);
  }
}
