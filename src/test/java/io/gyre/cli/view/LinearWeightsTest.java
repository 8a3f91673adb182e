package io.gyre.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Label;
import io.gyre.fold.state.LearnedParameters;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinearWeightsTest {

  private static final Label NO = Label.of(0);
  private static final Label YES = Label.of(1);
  private static final Label MAYBE = Label.of(2);

  private static LearnedParameters learned(
      List<Label> classes, Label positive, double[][] w, double... b) {
    List<String> columns = List.of("age", "carrier=DL", "age missing");
    return new LearnedParameters(
        columns, classes, positive, Map.of(), Map.of("w2", w, "b2", b), "");
  }

  @Test
  void shouldOrderTheWeightsOfThePositiveClassAndLeaveOutThoseThatAreZero() {
    LearnedParameters learned = learned(List.of(NO, YES), YES, new double[][] {{0.5, -2, 0}}, 0.25);

    List<LinearWeights> all = LinearWeights.of(learned, Map.of());

    assertThat(all).hasSize(1);
    assertThat(all.get(0).label()).isEqualTo(YES);
    assertThat(all.get(0).lines(10))
        .containsExactly("     -2.0000  carrier=DL", "     +0.5000  age", "     +0.2500  (bias)");
    assertThat(all.get(0).lines(1))
        .containsExactly("     -2.0000  carrier=DL", "     ... and 1 more", "     +0.2500  (bias)");
  }

  @Test
  void shouldTellBucketsAmongTheLines() {
    LinearWeights some =
        new LinearWeights(
            YES,
            0,
            List.of(new LinearWeights.Weight("a", 2), new LinearWeights.Weight("zip#17", 1)));

    assertThat(some.hasBuckets(1)).isFalse();
    assertThat(some.hasBuckets(2)).isTrue();
  }

  @Test
  void shouldTurnTheSignsForTheOtherClassOfTwo() {
    LearnedParameters learned = learned(List.of(NO, YES), NO, new double[][] {{0.5, -2, 0}}, 0.25);

    LinearWeights no = LinearWeights.of(learned, Map.of()).get(0);

    assertThat(no.label()).isEqualTo(NO);
    assertThat(no.lines(1)).startsWith("     +2.0000  carrier=DL").endsWith("     -0.2500  (bias)");
  }

  /** Softmax is the same if all rows grow alike. */
  @Test
  void shouldCompareEachOfSeveralClassesWithTheMeanOfAll() {
    double[][] w2 = {{10, 0, 1}, {10, 3, 1}, {10, -3, 1}};
    LearnedParameters learned = learned(List.of(NO, YES, MAYBE), null, w2, 1, 2, 6);

    List<LinearWeights> all = LinearWeights.of(learned, Map.of());

    assertThat(all).extracting(LinearWeights::label).containsExactly(NO, YES, MAYBE);
    assertThat(all).extracting(LinearWeights::bias).containsExactly(-2.0, -1.0, 3.0);
    assertThat(all.get(0).weights()).isEmpty();
    assertThat(all.get(1).weights()).containsExactly(new LinearWeights.Weight("carrier=DL", 3));
  }

  @Test
  void shouldHaveNothingToSayOfASingleClass() {
    assertThat(LinearWeights.of(learned(List.of(NO), null, new double[0][]), Map.of())).isEmpty();
  }
}
