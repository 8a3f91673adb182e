package io.gyre.dashboard;

import io.gyre.data.Fields;
import io.gyre.learning.TrainedModel;
import io.gyre.topic.Parameters;
import io.gyre.topic.Parameters.Scaling;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A model as a learner published it, asked about points by the names of their fields.
 *
 * @param model of numbers alone
 * @param parameters that it was made of
 * @param columns the paths of the fields that it sees, in order; long ones are cut
 */
record PublishedModel(TrainedModel model, Parameters parameters, List<String> columns) {

  /** At the end of a path that was cut. */
  private static final String CUT = "…";

  /** Of a learner; empty if its kind publishes no model, or none of numbers alone. */
  static Optional<PublishedModel> of(FollowedLearner learner) {
    TrainedModel model = learner.model();
    return model == null
        ? Optional.empty()
        : Optional.of(new PublishedModel(model, learner.parameters(), columns(learner, model)));
  }

  /** A record of an earlier version names none: then they are those of the plain form. */
  private static List<String> columns(FollowedLearner learner, TrainedModel model) {
    List<String> named = learner.parameters().columns();
    return named != null && named.size() == model.features()
        ? named
        : IntStream.range(0, model.features()).mapToObj(d -> "features." + d).toList();
  }

  /** The number of the positive one of two classes. */
  int positive() {
    return ModelAnswer.positive(parameters);
  }

  /**
   * Computes K probabilities. A number that is missing is at its mean, if the learner standardises,
   * else 0: as it is to the learner.
   */
  double[] probabilities(Fields point) {
    return probabilities(point, places(point.paths()));
  }

  /**
   * As {@link #probabilities(Fields)}, of many points.
   *
   * @param places of the point's paths
   */
  double[] probabilities(Fields point, int[] places) {
    double[] x = new double[columns.size()];
    Scaling scaling = parameters.scaling();
    for (int d = 0; d < x.length; d++) {
      double number = places[d] < 0 ? Double.NaN : point.number(places[d]);
      boolean scaled = scaling != null && scaling.count() > 0;
      x[d] = !Double.isNaN(number) ? number : scaled ? scaling.mean()[d] : 0;
    }
    return model.probabilities(x);
  }

  /** Finds the place of each column among the paths; -1 of one that is not there. */
  int[] places(String[] paths) {
    Map<String, Integer> byPath = new HashMap<>();
    for (int i = 0; i < paths.length; i++) {
      byPath.put(paths[i], i);
    }
    return columns.stream().mapToInt(column -> place(column, byPath)).toArray();
  }

  private static int place(String column, Map<String, Integer> places) {
    Integer place = places.get(column);
    if (place != null) {
      return place;
    }
    if (!column.endsWith(CUT)) {
      return -1;
    }
    String start = column.substring(0, column.length() - CUT.length());
    return places.entrySet().stream()
        .filter(path -> path.getKey().startsWith(start))
        .findFirst()
        .map(Map.Entry::getValue)
        .orElse(-1);
  }
}
