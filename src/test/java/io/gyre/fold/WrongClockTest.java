package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.fold.alerts.Budget;
import io.gyre.fold.alerts.DecisionSettings;
import io.gyre.fold.intake.JournalSource;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.time.WindowSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A few records with a wrong clock stop nothing: no score, no budget, no silent label. */
class WrongClockTest {

  private static final long START = 1_780_000_000_000L;
  private static final long STEP_MS = 1_500;
  private static final long HOUR_MS = 3_600_000;
  private static final int POINTS = 8_000;
  private static final LateLabels SILENT =
      new LateLabels(600_000, 1_000_000, 1L << 30, Label.of(0), false);

  private final Random random = new Random(42);
  private FoldLoop loop;
  private final List<Long> alerts = new ArrayList<>(); // of each 2,000 points
  private long scored;

  private static FoldSettings settings() {
    return new FoldSettings(LearnerPresets.FAST.learners(), new WindowSettings(60_000, 0, HOUR_MS))
        .withDecisions(new DecisionSettings(new Budget(10, 600_000, false), null, null));
  }

  private Point point(int i, boolean labelled) {
    int label = random.nextInt(20) == 0 ? 1 : 0;
    double[] x = {random.nextGaussian() + 2 * label};
    return new Point(
        "p-" + i,
        new Fields(new String[] {"x"}, x, null),
        labelled || label == 1 ? Label.of(label) : null,
        Point.NO_TIME,
        false);
  }

  /** Sends points whose times are those that are right plus what their clocks are ahead. */
  private void send(FoldSettings settings, boolean labelled, LongUnaryOperator ahead) {
    loop = new FoldLoop(settings);
    for (int i = 0; i < POINTS; i++) {
      Point point = point(i, labelled);
      if (!labelled && point.labelled()) {
        loop.apply(point.withoutLabel(), START + i * STEP_MS + ahead.applyAsLong(i));
        loop.label(point.id(), point.label(), START + i * STEP_MS);
      } else {
        loop.apply(point, START + i * STEP_MS + ahead.applyAsLong(i));
      }
      count(i);
    }
    scored = loop.closed.stream().mapToLong(closed -> closed.window().labelled()).sum();
  }

  private void count(int i) {
    if ((i + 1) % 2_000 == 0) {
      alerts.add(
          loop.report().decisions().alerts() - alerts.stream().mapToLong(Long::longValue).sum());
    }
  }

  /** Nine records, ten seconds apart, so that a window of their time closes. */
  @ParameterizedTest
  @ValueSource(longs = {2 * HOUR_MS, 24 * HOUR_MS, 365 * 24 * HOUR_MS})
  void shouldGoOnAfterNineRecordsOfAClockThatIsAhead(long ahead) {
    send(settings(), true, i -> i >= 4_000 && i < 4_009 ? ahead + 10_000L * i : 0);
    assertThat(alerts.subList(1, 4)).allSatisfy(each -> assertThat(each).isBetween(35L, 62L));
    assertThat(scored)
        .as("all but those around the wrong ones, and of the last minute")
        .isGreaterThan(POINTS - 70);
    assertThat(loop.report().wrongClocks()).isOne();
  }

  /** Within --max-ahead one record is believed: the budget goes on, though nothing is scored. */
  @Test
  void shouldDecideAtThePaceOfThePointsWhileTheTimeIsAhead() {
    send(settings(), true, i -> i == 4_000 ? HOUR_MS - 1 : 0);
    assertThat(alerts.subList(1, 4)).allSatisfy(each -> assertThat(each).isBetween(35L, 65L));
  }

  @Test
  void shouldLearnWhatIsSilentAfterAClockWasAhead() {
    send(
        settings().with(SILENT),
        false,
        i -> i >= 4_000 && i < 4_009 ? 24 * HOUR_MS + 10_000L * i : 0);
    assertThat(loop.counts().waiting()).isLessThan(2 * SILENT.waitMs() / STEP_MS);
    assertThat(loop.counts().silent()).isGreaterThan((long) (0.9 * POINTS * 0.95));
  }

  @Test
  void shouldNotDecideEarlierForAFirstRecordOf1970() {
    send(settings(), true, i -> i == 0 ? -START : 0);
    long withWrong = alerts.get(0);
    alerts.clear();
    random.setSeed(42);
    send(settings(), true, i -> 0);
    assertThat(withWrong).isBetween(alerts.get(0) - 2, alerts.get(0) + 2);
  }

  /** One record in twenty is from a partition whose clock stands. */
  @Test
  void shouldNotWaitForAPartitionWhoseClockStands() {
    loop = new FoldLoop(settings());
    for (int i = 0; i < 4_000; i++) {
      boolean stands = i % 20 == 7;
      JournalSource source = new JournalSource("topic", stands ? 1 : 0, i, 0);
      Point point = point(i, true);
      loop.merged(LogRecord.Kind.POINT, point, stands ? START : START + i * STEP_MS, source);
      count(i);
    }
    assertThat(alerts).allSatisfy(each -> assertThat(each).isBetween(20L, 62L));
    assertThat(loop.closed.get(loop.closed.size() - 1).window().endMs)
        .isGreaterThan(START + 3_900 * STEP_MS);
    assertThat(loop.report().wrongClocks()).isOne();
  }
}
