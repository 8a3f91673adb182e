package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.Examples;
import io.gyre.data.Point;
import io.gyre.data.Spirals;
import io.gyre.fold.intake.JournalSource;
import io.gyre.fold.intake.LogRecord.Kind;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.SnapshotRule;
import io.gyre.state.MapStorage;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Tombstones are counted, also after a restart, and change nothing else. */
class IgnoredRecordsTest {

  private static final FoldSettings SETTINGS =
      FoldLoop.settings("\"name\":\"a\",\"kind\":\"logistic\",\"batch\":4,\"learningRate\":0.1")
          .with(FoldLoop.LATE);
  private static final Spirals SPIRALS = Examples.spirals(1);

  @Test
  void shouldCountTombstonesOfPointsAndOfLabels() {
    FoldLoop loop = new FoldLoop(SETTINGS);
    FoldLoop without = new FoldLoop(SETTINGS);
    for (int i = 0; i < 20; i++) {
      Point point = SPIRALS.at(i);
      loop.next(Kind.POINT, point, i);
      without.next(Kind.POINT, point, i);
      loop.next(Kind.POINT, null, i);
      loop.next(Kind.LABEL, null, i);
    }

    assertThat(loop.report().counts().ignored()).isEqualTo(40);
    assertThat(without.report().counts().ignored()).isZero();
    assertThat(loop.report().points()).isEqualTo(20);
    assertThat(loop.digest(0)).isEqualTo(without.digest(0));
  }

  @Test
  void shouldCountThoseOfAJournalOnce() {
    FoldLoop loop = new FoldLoop(SETTINGS);
    for (int i = 0; i < 2; i++) {
      loop.merged(Kind.POINT, null, 0, new JournalSource("x", 0, 0, 0));
    }

    assertThat(loop.report().counts().ignored()).isEqualTo(1);
  }

  @Test
  void shouldPassOverRecordsOfAJournalOnce() {
    FoldLoop loop = new FoldLoop(SETTINGS);
    JournalSource source = new JournalSource("x", 0, 0, 0);

    assertThat(loop.merged(Kind.PASSED_OVER, null, 0, source).kind()).isEqualTo(Step.Kind.IGNORED);
    assertThat(loop.merged(Kind.POINT, SPIRALS.at(0), 0, source).kind())
        .isEqualTo(Step.Kind.REPEATED);
    assertThat(loop.report().counts().ignored()).isZero();
  }

  /** The first save is a snapshot; the next holds records, among them some that are passed over. */
  @Test
  void shouldGoOnCountingAfterARestart() {
    SnapshotRule rule =
        new SnapshotRule(1_000, 1 << 20, Long.MAX_VALUE, Long.MAX_VALUE, () -> 0, () -> 0);
    FoldLoop loop = new FoldLoop(SETTINGS, new TreeMap<>(), new MapStorage(), 1_000_000, rule);
    loop.next(Kind.POINT, SPIRALS.at(0), 0);
    loop.next(Kind.POINT, null, 0);
    loop.save();
    for (int i = 0; i < 3; i++) {
      loop.next(Kind.POINT, null, 0);
      loop.passOver();
    }

    FoldLoop next = loop.restarted();

    assertThat(loop.report().tail()).isPositive();
    assertThat(next.report().counts().ignored()).isEqualTo(4);
    next.next(Kind.POINT, null, 0);
    assertThat(next.restarted().report().counts().ignored()).isEqualTo(5);
  }
}
