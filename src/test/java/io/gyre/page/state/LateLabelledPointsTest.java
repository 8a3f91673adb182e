package io.gyre.page.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.LiveFolds;
import io.gyre.format.survey.SurveyedFields;
import io.gyre.topic.Prediction;
import io.gyre.topic.Predictions;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The labels of points that were shown before they were known. */
class LateLabelledPointsTest {

  private static final Label ONE = Label.of(1);

  private final FoldLoop loop = FoldLoop.late("\"name\":\"prior\",\"kind\":\"prior\"");
  private final LiveFolds live = new LiveFolds();
  private final DashboardState state = new DashboardState("gyre");
  private final RingBuffer.Reader<AnsweredPoint> page = new RingBuffer.Reader<>();

  LateLabelledPointsTest() {
    live.of(0).open(loop.fold, () -> SurveyedFields.NONE);
    for (int i = 0; i < 20; i++) {
      loop.apply(new Point("before-" + i, new double[] {i}, Label.of(i % 2)));
    }
  }

  private AnsweredPoint show(long offset) {
    return show(0, offset, 10, "pass");
  }

  private AnsweredPoint show(int partition, long offset, int bytes, String decision) {
    AnsweredPoint point = point(partition, offset, bytes, decision);
    state.show(point);
    return point;
  }

  private static AnsweredPoint point(int partition, long offset, int bytes, String decision) {
    Prediction said =
        Predictions.withDecision(
            Predictions.ofTwo("p" + offset, "blend", 0.2, null, 7, partition, offset), decision);
    return new AnsweredPoint(
        partition, offset, 1, new byte[bytes], Fields.NONE, null, Map.of("blend", said));
  }

  private void learn(long offset) {
    loop.apply(new Point("p" + offset, new double[] {offset}, null));
  }

  private List<AnsweredPoint> labelled() {
    return state.samples().all().stream().filter(point -> point.label() != null).toList();
  }

  @Test
  void shouldShowAPointAnewOnceItsLabelIsLearned() {
    LongStream.range(0, 3).forEach(this::show);
    LongStream.range(0, 3).forEach(this::learn);
    state.ask(live);
    page.fresh(state.samples());
    assertThat(labelled()).isEmpty();

    loop.label("p1", 1);
    state.ask(live);
    assertThat(page.fresh(state.samples()))
        .extracting(AnsweredPoint::at, AnsweredPoint::label)
        .containsExactly(tuple("0-1", ONE));
    assertThat(state.samples().all())
        .extracting(AnsweredPoint::at)
        .containsExactly("0-0", "0-2", "0-1");
    assertThat(state.find("0-1").orElseThrow().label()).isEqualTo(ONE);
    assertThat(state.outcomes().of("blend", "1", "0")).hasSize(1);

    state.ask(live);
    assertThat(page.fresh(state.samples())).as("once").isEmpty();
  }

  @Test
  void shouldShowALabelThatCameBeforeItsPoint() {
    loop.label("p5", 1);
    learn(5);
    show(5);
    state.ask(live);
    assertThat(labelled()).extracting(AnsweredPoint::at).containsExactly("0-5");
  }

  /** All partitions of a topic are merged into one journal, which has one fold. */
  @Test
  void shouldAskTheFoldOfTheJournalAboutEveryPartition() {
    show(3, 7, 10, "pass");
    learn(7);
    loop.label("p7", 1);
    state.ask(live);
    assertThat(labelled()).extracting(AnsweredPoint::at).containsExactly("3-7");
  }

  /** As where labels come days after their points. */
  @Test
  void shouldShowSomePointsAgainWhoseLabelsComeLongAfterTheyAreGone() {
    LongStream.range(0, 10_000).forEach(this::show);
    assertThat(state.find("0-4")).isEmpty();
    for (long old = 1_000; old < 3_000; old++) {
      learn(old);
      loop.label("p" + old, 1);
    }
    state.ask(live);
    assertThat(labelled()).hasSizeBetween(10, 100);
    assertThat(state.samples().all()).hasSize(600);
  }

  @Test
  void shouldKeepBoundedRoomHoweverLongLabelsTake() {
    LongStream.range(0, 200_000).forEach(this::show);
    assertThat(state.kept()).hasSizeBetween(1_200, 2_600);

    state.clear();
    LongStream.range(0, 2_000).forEach(i -> show(0, i, 1 << 17, "pass"));
    assertThat(state.kept()).as("of 128 KiB each").hasSizeLessThan(128);
  }

  @Test
  void shouldLabelAPointToLookAtInItsPlace() {
    AnsweredPoint alert = point(0, 9, 10, "alert");
    state.outcomes().addAll(List.of(alert), 0);
    learn(9);
    loop.label("p9", 1);
    state.ask(live);
    assertThat(state.outcomes().of("blend", null, null))
        .extracting(AnsweredPoint::label)
        .containsExactly(ONE);
    assertThat(state.samples().all()).as("it was not shown").isEmpty();
  }
}
