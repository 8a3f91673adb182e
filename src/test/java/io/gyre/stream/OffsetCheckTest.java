package io.gyre.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.fold.Fold;
import io.gyre.fold.FoldStore;
import io.gyre.fold.LogRecord;
import io.gyre.fold.Source;
import io.gyre.fold.Step;
import io.gyre.learning.LearnersJson;
import io.gyre.scoring.WindowSettings;
import io.gyre.topic.TopicNames;
import org.junit.jupiter.api.Test;

/** What a learner takes for skipped and for missed, with and without a journal. */
class OffsetCheckTest {

  private final FixedSourceLog source = new FixedSourceLog();
  private final TopologySettings direct =
      Fixture.settings(LearnersJson.standard(), 2, WindowSettings.standard(), source);
  private final TopologySettings merged = Fixture.merged(direct, null);
  private final Fold fold = Fold.open(direct.fold(), FoldStore.unsaved("test"));

  /** Begins with what was learned up to offset 19. */
  private OffsetCheck restarted(TopologySettings settings) {
    check(settings);
    apply(19);
    return check(settings);
  }

  private OffsetCheck check(TopologySettings settings) {
    return new OffsetCheck(settings, fold, 0, "a learner");
  }

  private long missed() {
    return fold.report().learner(0, null, false).counts().missed();
  }

  /** Lets the fold stand behind an offset. */
  private void apply(long offset) {
    fold.apply(LogRecord.of(LogRecord.Kind.POINT, null, 0, 0, offset));
  }

  private Step.Kind merged(long offset) {
    LogRecord record = LogRecord.of(LogRecord.Kind.POINT, null, 0, 0, offset);
    return fold.apply(record.mergedFrom(new Source(source.topicId, 0, offset, 0), null)).kind();
  }

  @Test
  void shouldRefuseToPassOverRecordsAtTheFirstStart() {
    source.holdsRecords = true;
    OffsetCheck check = check(direct);

    assertThatThrownBy(() -> check.check(7))
        .isInstanceOf(SkippedRecordsException.class)
        .hasMessageContaining("between it and offset 0,");
  }

  @Test
  void shouldRefuseToPassOverRecordsAtALaterStart() {
    OffsetCheck check = restarted(direct);
    source.committedOffset = 20;
    source.holdsRecords = true;

    assertThatThrownBy(() -> check.check(22))
        .isInstanceOf(SkippedRecordsException.class)
        .hasMessageContaining("between it and offset 20,");
  }

  /** Somebody has moved the offset of the group on. */
  @Test
  void shouldPassOverRecordsThatTheGroupHasCommitted() {
    OffsetCheck check = restarted(direct);
    source.committedOffset = 40;
    source.holdsRecords = true;

    check.check(40);

    assertThat(missed()).isZero();
  }

  @Test
  void shouldCountAllThatRetentionDeletedFromATopicOfPoints() {
    OffsetCheck check = restarted(direct);
    source.committedOffset = 40;
    source.earliestOffset = 60;

    check.check(70);

    assertThat(missed()).isEqualTo(40);
  }

  /** Up to 1,000 could hide among the marks of transactions. */
  @Test
  void shouldCountAFewThatWereDeletedUnderARunningReader() {
    OffsetCheck check = check(direct);
    check.check(0);
    apply(0);
    source.lostPlace = 1;
    source.earliestOffset = 330;

    check.check(335);
    apply(335);
    check.check(340);

    assertThat(missed()).isEqualTo(329);
  }

  /** The reader had passed them by: they were marks. */
  @Test
  void shouldNotCountWhatLiesBeforeThePlaceThatTheReaderHasLost() {
    OffsetCheck check = check(direct);
    check.check(0);
    apply(0);
    source.lostPlace = 4;
    source.earliestOffset = 10;

    check.check(10);

    assertThat(missed()).isEqualTo(6);
  }

  /** Retention deletes also what has just been read. */
  @Test
  void shouldCountNothingWhereRetentionFollowsTheReader() {
    OffsetCheck check = check(direct);
    check.check(0);
    apply(0);
    source.earliestOffset = 60;

    check.check(60);

    assertThat(missed()).isZero();
  }

  /** What was learned from a journal is deleted on purpose. */
  @Test
  void shouldNotCountWhatWasDeletedFromAJournalBeforeTheCommit() {
    OffsetCheck check = restarted(merged);
    source.committedOffset = 40;
    source.earliestOffset = 60;

    check.check(70);

    assertThat(missed()).isEqualTo(20);
  }

  @Test
  void shouldGoOnBehindAJournalWithWhatWasLearnedDirectly() {
    restarted(direct);

    OffsetCheck check = check(merged);
    check.check(0);

    assertThat(fold.report().topicId())
        .isEqualTo(source.topicId(TopicNames.journalOf(Fixture.APPLICATION)));
    assertThat(merged(19)).isEqualTo(Step.Kind.REPEATED);
    assertThat(merged(20)).isEqualTo(Step.Kind.IGNORED);
  }
}
