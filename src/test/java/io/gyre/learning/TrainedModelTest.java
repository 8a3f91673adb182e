package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.data.Spirals;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrainedModelTest {

  private static final double[][] ONE_BY_TWO = {{1, 2}};
  private static final double[] ONE = {0.5};

  static Stream<Arguments> models() {
    return Stream.of(0, 1, 2, 3, 7)
        .flatMap(
            classes ->
                Stream.of(View.PLAIN, View.STANDARDISED)
                    .flatMap(
                        view ->
                            Stream.of(
                                Arguments.of(SettingsDraft.network(4), classes, view),
                                Arguments.of(SettingsDraft.logistic(), classes, view))));
  }

  @ParameterizedTest
  @MethodSource("models")
  void shouldPredictBitForBitWhatTheLearnerPredicts(SettingsDraft draft, int classes, View view) {
    draft.view = view;
    Run run = trained(draft, classes);

    TrainedModel model = published(run);

    assertThat(model.classes()).isEqualTo(classes);
    Spirals points = Spirals.standard(8);
    for (int i = 0; i < 200; i++) {
      double[] x = points.at(i).features();
      assertThat(model.probabilities(x)).isEqualTo(run.predict(x));
    }
    double[][] places = {{0.3, -0.2}, {1e12, 0}, {-1e300, 1e300}, {0, 0}};
    for (double[] x : places) {
      assertThat(model.probabilities(x)).isEqualTo(run.predict(x));
    }
  }

  /** The live page asks one model from the threads of all its browsers. */
  @Test
  void shouldAnswerManyThreadsAsOne() {
    TrainedModel model = published(trained(SettingsDraft.network(4), 3));
    Spirals points = Spirals.standard(8);
    double[][] places =
        IntStream.range(0, 1_000).mapToObj(i -> points.at(i).features()).toArray(double[][]::new);
    double[][] alone = Arrays.stream(places).map(model::probabilities).toArray(double[][]::new);

    for (int round = 0; round < 50; round++) {
      assertThat(
              Arrays.stream(places).parallel().map(model::probabilities).toArray(double[][]::new))
          .isDeepEqualTo(alone);
    }
  }

  @Test
  void shouldRefuseShapesThatDisagreeAndSayWhich() {
    assertThatThrownBy(() -> TrainedModel.of(3, 2, null, null, ONE_BY_TWO, ONE, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("w2: expected 3 finite numbers");
    assertThatThrownBy(() -> TrainedModel.of(2, 2, null, null, null, ONE, 0))
        .hasMessageStartingWith("w2: expected 1 rows, found none");
    assertThatThrownBy(() -> TrainedModel.of(2, 2, ONE_BY_TWO, null, new double[][] {{1}}, ONE, 0))
        .hasMessageStartingWith("b1: expected 1 finite numbers, found none");
    assertThatThrownBy(
            () -> TrainedModel.of(2, 2, null, null, new double[][] {{Double.NaN, 1}}, ONE, 0))
        .hasMessageContaining("not all finite");
    assertThatThrownBy(() -> TrainedModel.of(2, 3, null, null, ONE_BY_TWO, ONE, 0))
        .hasMessageStartingWith("w2: expected 3 rows, found 1");
    assertThatThrownBy(() -> TrainedModel.of(2, -1, null, null, ONE_BY_TWO, ONE, 0))
        .hasMessageContaining("0 classes or more");
  }

  @Test
  void shouldNotSeeLaterChangesOfTheArrays() {
    double[][] w2 = {{1, 2}};
    TrainedModel model = TrainedModel.of(2, 2, null, null, w2, ONE, 0);
    double[] before = model.probabilities(new double[] {1, 1});

    w2[0][0] = 100;

    assertThat(model.probabilities(new double[] {1, 1})).isEqualTo(before);
  }

  private static Run trained(SettingsDraft draft, int classes) {
    draft.initialisation = Initialisation.FAN_IN;
    draft.optimiser = "adam";
    draft.learningRate = 0.03;
    draft.clip = 10;
    Run run = draft.run(2, classes);
    Spirals points = Spirals.standard(7);
    for (int i = 0; i < 2_000 && classes > 0; i++) {
      run.learn(i % classes, points.at(i).features());
    }
    return run;
  }

  private static TrainedModel published(Run run) {
    Map<String, Object> parameters = run.learner().parameters();
    TrainedModel model =
        TrainedModel.of(
            2,
            run.classes(),
            (double[][]) parameters.get("w1"),
            (double[]) parameters.get("b1"),
            (double[][]) parameters.get("w2"),
            (double[]) parameters.get("b2"),
            10);
    return parameters.get("scaling") instanceof Map<?, ?> scaling
        ? model.scaled((double[]) scaling.get("mean"), (double[]) scaling.get("deviation"))
        : model;
  }
}
