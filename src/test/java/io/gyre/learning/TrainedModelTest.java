package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.data.Point;
import io.gyre.data.Spirals;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainedModelTest {

  private static final double[][] ONE_BY_TWO = {{1, 2}};
  private static final double[] ONE = {0.5};

  @ParameterizedTest
  @EnumSource(LearnerSettings.Kind.class)
  void shouldPredictBitForBitWhatTheLearnerPredicts(LearnerSettings.Kind kind) {
    OnlineLearner learner = trained(kind, Scaler.Scaling.NONE);

    TrainedModel model = published(learner, kind);

    Spirals points = Spirals.standard(8);
    for (int i = 0; i < 200; i++) {
      double[] x = points.at(i).features();
      assertThat(model.probability(x)).isEqualTo(CrossEntropy.sigmoid(learner.logit(x)));
    }
  }

  @Test
  void shouldScaleAsTheLearnerDoes() {
    OnlineLearner learner = trained(LearnerSettings.Kind.NETWORK, Scaler.Scaling.STANDARD);
    Scaler scaler = learner.scaler();

    TrainedModel model =
        published(learner, LearnerSettings.Kind.NETWORK)
            .scaled(
                new double[] {scaler.mean(0), scaler.mean(1)},
                new double[] {scaler.deviation(0), scaler.deviation(1)});

    double[][] places = {{0.3, -0.2}, {1e12, 0}, {-1e300, 1e300}, {0, 0}};
    for (double[] x : places) {
      assertThat(model.probability(x)).isEqualTo(CrossEntropy.sigmoid(learner.logit(x)));
    }
  }

  /** The live page asks one model from the threads of all its browsers. */
  @Test
  void shouldAnswerManyThreadsAsOne() {
    TrainedModel model =
        published(
            trained(LearnerSettings.Kind.NETWORK, Scaler.Scaling.NONE),
            LearnerSettings.Kind.NETWORK);
    Spirals points = Spirals.standard(8);
    double[][] places =
        IntStream.range(0, 1_000).mapToObj(i -> points.at(i).features()).toArray(double[][]::new);
    double[] alone = Arrays.stream(places).mapToDouble(model::probability).toArray();

    for (int round = 0; round < 50; round++) {
      assertThat(Arrays.stream(places).parallel().mapToDouble(model::probability).toArray())
          .isEqualTo(alone);
    }
  }

  @Test
  void shouldRefuseShapesThatDisagreeAndSayWhich() {
    assertThatThrownBy(() -> TrainedModel.of(3, null, null, ONE_BY_TWO, ONE, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("w2: expected 3 finite numbers");
    assertThatThrownBy(() -> TrainedModel.of(2, null, null, null, ONE, 0))
        .hasMessageStartingWith("w2: expected 1 rows, found none");
    assertThatThrownBy(() -> TrainedModel.of(2, ONE_BY_TWO, null, new double[][] {{1}}, ONE, 0))
        .hasMessageStartingWith("b1: expected 1 finite numbers, found none");
    assertThatThrownBy(
            () -> TrainedModel.of(2, null, null, new double[][] {{Double.NaN, 1}}, ONE, 0))
        .hasMessageContaining("not all finite");
  }

  @Test
  void shouldNotSeeLaterChangesOfTheArrays() {
    double[][] w2 = {{1, 2}};
    TrainedModel model = TrainedModel.of(2, null, null, w2, ONE, 0);
    double before = model.probability(new double[] {1, 1});

    w2[0][0] = 100;

    assertThat(model.probability(new double[] {1, 1})).isEqualTo(before);
  }

  private static OnlineLearner trained(LearnerSettings.Kind kind, Scaler.Scaling scaling) {
    boolean network = kind == LearnerSettings.Kind.NETWORK;
    LearnerSettings settings =
        new LearnerSettings(
            "trained",
            kind,
            network ? 4 : 0,
            LearnerSettings.Initialisation.FAN_IN,
            Optimiser.Rule.ADAM,
            0.03,
            0,
            8,
            0,
            100,
            1,
            0,
            scaling,
            10,
            0,
            42);
    OnlineLearner learner = new OnlineLearner(settings, 2);
    Spirals points = Spirals.standard(7);
    for (int i = 0; i < 2_000; i++) {
      Point point = points.at(i);
      learner.learn(point.features(), Integer.parseInt(point.label().text()));
    }
    return learner;
  }

  private static TrainedModel published(OnlineLearner learner, LearnerSettings.Kind kind) {
    DMatrixRMaj[] p = learner.model().parameters();
    return kind == LearnerSettings.Kind.NETWORK
        ? TrainedModel.of(2, rows(p[0]), p[1].data, rows(p[2]), p[3].data, 10)
        : TrainedModel.of(2, null, null, rows(p[0]), p[1].data, 10);
  }

  private static double[][] rows(DMatrixRMaj matrix) {
    double[][] rows = new double[matrix.numRows][];
    for (int r = 0; r < rows.length; r++) {
      rows[r] = Arrays.copyOfRange(matrix.data, r * matrix.numCols, (r + 1) * matrix.numCols);
    }
    return rows;
  }
}
