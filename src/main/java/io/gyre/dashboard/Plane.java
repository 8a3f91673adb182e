package io.gyre.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.gyre.data.Label;
import io.gyre.learning.PredictedClass;
import io.gyre.learning.TrainedModel;
import io.gyre.topic.Parameters;
import java.util.List;

/**
 * What a learner predicts over a plane, in n × n places: rows from bottom to top, columns from left
 * to right, edges included.
 *
 * @param learner its id
 * @param step how many updates its parameters had seen
 * @param resolution n
 * @param view where the plane lies
 * @param classes by their numbers
 * @param positive the positive one of two classes; null unless there are two
 * @param predictions n × n numbers of classes, each the most probable; null with two classes
 * @param probabilities n × n, with two classes of the positive one, else of the most probable one
 */
record Plane(
    String learner,
    long step,
    int resolution,
    FeaturePlane view,
    List<Label> classes,
    Label positive,
    @JsonInclude(JsonInclude.Include.NON_NULL) int[][] predictions,
    double[][] probabilities) {

  /**
   * Computes the plane of a model.
   *
   * @param model of the parameters, of one class or more
   */
  static Plane of(
      String learner, Parameters parameters, TrainedModel model, FeaturePlane view, int n) {
    int positive = ModelAnswer.positive(parameters);
    boolean two = positive != PredictedClass.NONE;
    int[][] predictions = two ? null : new int[n][n];
    double[][] probabilities = new double[n][n];
    for (int row = 0; row < n; row++) {
      for (int column = 0; column < n; column++) {
        double[] p = model.probabilities(view.at(column / (n - 1.0), row / (n - 1.0)));
        int shown = two ? positive : PredictedClass.predicted(p, positive);
        probabilities[row][column] = p[shown];
        if (!two) {
          predictions[row][column] = shown;
        }
      }
    }
    return new Plane(
        learner,
        parameters.step(),
        n,
        view,
        parameters.classes(),
        parameters.positive(),
        predictions,
        probabilities);
  }
}
