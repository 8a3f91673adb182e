package io.gyre.stream.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.Examples;
import io.gyre.GyreException;
import io.gyre.fold.Fold;
import io.gyre.fold.Step;
import io.gyre.fold.intake.JournalSource;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldStore;
import io.gyre.stream.FixedSourceLog;
import io.gyre.stream.Fixture;
import io.gyre.time.WindowSettings;
import io.gyre.topic.TopicNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a learner takes for skipped and for missed, with and without a journal. */
class IncomingOffsetCheckTest {

  private final FixedSourceLog source = new FixedSourceLog();
  private final TopologySettings direct =
      Fixture.settings(Examples.learners(), WindowSettings.standard(), source);
  private final TopologySettings merged = Fixture.merged(direct, null);
  private final Fold fold = Fold.open(direct.fold(), FoldStore.unsaved("test"));

  /** Begins with what was learned up to offset 19. */
  private IncomingOffsetCheck restarted(TopologySettings settings) {
    check(settings);
    apply(19);
    return check(settings);
  }

  private IncomingOffsetCheck check(TopologySettings settings) {
    return new IncomingOffsetCheck(settings, fold, 0, "a learner");
  }

  private long missed() {
    return fold.report().learner(0, false).counts().missed();
  }

  /** Lets the fold stand behind an offset. */
  private void apply(long offset) {
    fold.apply(LogRecord.of(LogRecord.Kind.POINT, null, 0, 0, offset));
  }

  private Step.Kind merged(long offset) {
    JournalSource from = new JournalSource(source.topicId, 0, offset, 0);
    LogRecord record =
        new LogRecord(LogRecord.Kind.POINT, null, null, 0, offset, 0, from, false, 0, null, null);
    return fold.apply(record).kind();
  }

  @Test
  void shouldRefuseToPassOverRecordsAtTheFirstStart() {
    source.holdsRecords = true;
    IncomingOffsetCheck check = check(direct);

    assertThatThrownBy(() -> check.check(7))
        .isInstanceOf(NewRunException.class)
        .hasMessageContaining("between it and offset 0,");
  }

  @Test
  void shouldRefuseToPassOverRecordsAtALaterStart() {
    IncomingOffsetCheck check = restarted(direct);
    source.committedOffset = 20;
    source.holdsRecords = true;

    assertThatThrownBy(() -> check.check(22))
        .isInstanceOf(NewRunException.class)
        .hasMessageContaining("between it and offset 20,");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "somebody has moved the offset of the group on, false, 0, 40, true, 0",
    "all that retention deleted from a topic of points, false, 60, 70, false, 40",
    "what was learned from a journal is deleted on purpose, true, 60, 70, false, 20",
  })
  void shouldCountAtALaterStart(
      String what, boolean journal, long earliest, long next, boolean holdsRecords, long expected) {
    IncomingOffsetCheck check = restarted(journal ? merged : direct);
    source.committedOffset = 40;
    source.earliestOffset = earliest;
    source.holdsRecords = holdsRecords;

    check.check(next);

    assertThat(missed()).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a few of which up to 1000 could hide among the marks of transactions, 1, 330, 335, 329",
    "the reader had passed by those before its place: they were marks, 4, 10, 10, 6",
    "retention deletes also what has just been read, -1, 60, 60, 0",
  })
  void shouldCountWhatWasDeletedUnderARunningReader(
      String what, long lostPlace, long earliest, long next, long expected) {
    IncomingOffsetCheck check = check(direct);
    check.check(0);
    apply(0);
    source.lostPlace = lostPlace;
    source.earliestOffset = earliest;

    check.check(next);
    apply(next);
    check.check(next + 5);

    assertThat(missed()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldRefuseALogThatWasCreatedAgain(boolean journal) {
    TopologySettings settings = journal ? merged : direct;
    restarted(settings);
    source.topicId = "new";

    assertThatThrownBy(() -> check(settings))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("now has id " + source.topicId(settings.inputs().log()));
  }

  @Test
  void shouldGoOnBehindAJournalWithWhatWasLearnedDirectly() {
    restarted(direct);

    IncomingOffsetCheck check = check(merged);
    check.check(0);

    assertThat(fold.report().topicId())
        .isEqualTo(source.topicId(TopicNames.journalOf(Fixture.APPLICATION)));
    assertThat(merged(19)).isEqualTo(Step.Kind.REPEATED);
    assertThat(merged(20)).isEqualTo(Step.Kind.IGNORED);
  }
}
