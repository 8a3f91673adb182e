package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.fold.Step.Kind;
import io.gyre.fold.state.FoldSettings;
import io.gyre.format.RecordSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Classes that are made of amounts, in a fold. */
class BinsTest {

  private static final String LOGISTIC =
      "\"name\":\"a\",\"kind\":\"logistic\",\"learningRate\":0.3,\"batch\":1";

  private static RecordSettings records(int bins, Double... edges) {
    return RecordSettings.json("label", "id", null).withBins(bins, List.of(edges));
  }

  private static FoldSettings settings(int bins, Double... edges) {
    return FoldLoop.settings(LOGISTIC).withRecords(records(bins, edges));
  }

  private static Point point(int i) {
    return new Point("p" + i, new double[] {i % 7, i % 3}, Label.of(i % 7));
  }

  private static void run(FoldLoop loop, int from, int to) {
    for (int i = from; i < to; i++) {
      loop.apply(point(i));
    }
  }

  @Test
  void shouldKnowTheClassesInAscendingOrderBeforeTheFirstLabel() {
    FoldLoop loop = new FoldLoop(settings(3, 2.0, 5.0));

    assertThat(loop.report().classes())
        .extracting(Label::text)
        .containsExactly("below 2", "2 to 5", "5 or more");
  }

  @Test
  void shouldPredictTheRangesOfLabels() {
    FoldLoop loop = new FoldLoop(settings(3, 2.0, 5.0));
    run(loop, 0, 700);

    assertThat(loop.report().classes()).hasSize(3);
    assertThat((double) loop.total(0, "accuracy")).isGreaterThan(0.7);
  }

  @Test
  void shouldMakeADeadLetterOfALabelThatIsNoNumber() throws InvalidPointException {
    FoldLoop loop = new FoldLoop(settings(2, 5.0));

    Step step = loop.apply(new Point("p", new double[] {1}, Label.ofText("cheap")));

    assertThat(step.kind()).isEqualTo(Kind.REFUSED);
    assertThat(step.reason()).contains("expected a number", "--bins", "\"cheap\"");
  }

  @Test
  void shouldMakeTheSameClassesOfLateLabels() {
    FoldLoop late = new FoldLoop(settings(3, 2.0, 5.0).with(FoldLoop.LATE));
    for (int i = 0; i < 3; i++) {
      late.apply(point(6).withLabel(null).withId("q" + i));
    }
    late.label("q0", 6);
    late.apply(new Point("q1", Fields.NONE, Label.of(1), Point.NO_TIME, false));
    Step step = late.label("q2", Label.of(4), late.time);

    assertThat(late.counts().matched()).isEqualTo(3);
    assertThat(step.labelled().get(0).point().label().text()).isEqualTo("2 to 5");
    assertThat(late.report().classes()).hasSize(3);
  }

  @Test
  void shouldKeepTheEdgesWhateverAnotherStartFinds() {
    FoldLoop undisturbed = new FoldLoop(settings(3, 2.0, 5.0));
    run(undisturbed, 0, 300);
    FoldLoop loop = new FoldLoop(settings(3, 2.0, 5.0));
    run(loop, 0, 100);

    FoldLoop later = loop.restarted(settings(3));
    run(later, 100, 200);
    FoldLoop elsewhere = later.restarted(settings(3, 1.0));
    run(elsewhere, 200, 300);

    assertThat(elsewhere.report().settings().records().binEdges()).containsExactly(2.0, 5.0);
    assertThat(elsewhere.digest(0)).isEqualTo(undisturbed.digest(0));
  }

  @Test
  void shouldRefuseOtherBinsOrBinsOfAnotherLabelOnceSomethingWasLearned() {
    FoldLoop loop = new FoldLoop(settings(3, 2.0, 5.0));
    run(loop, 0, 10);
    FoldLoop plain = new FoldLoop(settings(0));
    run(plain, 0, 10);
    RecordSettings other = RecordSettings.json("f", "id", null).withBins(3, List.of(2.0, 5.0));

    assertThatThrownBy(() -> loop.restarted(settings(4, 1.0, 2.0, 3.0)))
        .isInstanceOf(GyreException.class)
        .hasMessage("--bins: expected what was learned with, which is 3 of label, found 4 of label")
        .extracting(e -> ((GyreException) e).remedies)
        .isEqualTo(
            List.of(
                Remedy.of(Remedy.Kind.SET_BACK, "--bins", 3), Remedy.of(Remedy.Kind.START_ANEW)));
    assertThatThrownBy(() -> loop.restarted(settings(0))).hasMessageContaining("found 0 of label");
    assertThatThrownBy(() -> loop.restarted(settings(3).withRecords(other)))
        .hasMessageContaining("which is 3 of label, found 3 of f");
    assertThatThrownBy(() -> plain.restarted(settings(3, 2.0, 5.0)))
        .hasMessageContaining("which is 0 of label, found 3 of label");
  }

  @Test
  void shouldNotBeginWithoutEdges() {
    assertThatThrownBy(() -> new FoldLoop(settings(3)))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("bins: expected their edges, found none");
  }
}
