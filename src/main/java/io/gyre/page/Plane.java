package io.gyre.page;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.gyre.data.Label;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.AskOptions;
import io.gyre.http.HttpLimits;
import io.gyre.page.state.FollowedLearner;
import io.gyre.topic.LearnerKey;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * The predictions of a learner over a plane, in n × n places: rows from bottom to top, columns from
 * left to right, edges included. If x and y are the same field, there is one row. {@code
 * openapi.json} describes the members.
 */
record Plane(
    String learner,
    @JsonUnwrapped @JsonIgnoreProperties("centre") FeaturePlane plane,
    int resolution,
    List<Label> classes,
    Label positive,
    long offset,
    @JsonInclude(JsonInclude.Include.NON_NULL) Long ageMs,
    long step,
    @JsonInclude(JsonInclude.Include.NON_NULL) int[][] predictions,
    double[][] probabilities,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<Curve> curves) {

  /** The first resolution, from which the time of finer ones is estimated. */
  private static final int COARSE = 16;

  private static final double FINER = 1.25; // the least gain in resolution worth another question
  private static final int MOST_CURVES = 20;

  /** The probability of the class of number k along a field. */
  record Curve(int k, double[] p) {

    /** Returns the curves with the highest peaks; {@code all} has n × K probabilities. */
    static List<Curve> of(double[][] all) {
      return IntStream.range(0, all[0].length)
          .mapToObj(k -> new Curve(k, Arrays.stream(all).mapToDouble(p -> p[k]).toArray()))
          .sorted(Comparator.comparingDouble(curve -> -Arrays.stream(curve.p).max().orElse(0)))
          .limit(MOST_CURVES)
          .toList();
    }
  }

  /** Asks a learner coarsely at first, then as finely as time allows; n is 2 or more. */
  static Optional<Plane> of(LiveFolds asked, LearnerKey key, FeaturePlane plane, int n) {
    int coarse = Math.min(n, COARSE);
    long begin = System.nanoTime();
    Optional<Plane> first = ask(asked, key, plane, coarse);
    double nanos = Math.max(1, System.nanoTime() - begin);
    int finest = (int) Math.min(n, coarse * Math.sqrt(HttpLimits.PLANE_NANOS / nanos));
    return first.isPresent() && (finest == n && n > coarse || finest > FINER * coarse)
        ? ask(asked, key, plane, finest)
        : first;
  }

  private static Optional<Plane> ask(LiveFolds asked, LearnerKey key, FeaturePlane plane, int n) {
    OptionalLong ageMs = asked.ageMs(key.partition());
    int rows = plane.hasOneField() ? 1 : n;
    int[][] predictions = new int[rows][n];
    double[][] probabilities = new double[rows][n];
    double[][] all = new double[n][];
    return asked
        .ask(
            key.partition(),
            AskOptions.of(List.of(key.learner())),
            rows * n,
            plane.places(n),
            (i, answer, learner) -> {
              int k = answer.predicted(learner);
              predictions[i / n][i % n] = k;
              if (k != Answer.NONE) {
                int shown = answer.positive() == Answer.NONE ? k : answer.positive();
                probabilities[i / n][i % n] = answer.probability(learner, shown);
              }
              if (plane.hasOneField()) {
                all[i] = answer.probabilities(learner);
              }
            })
        .map(
            last ->
                new Plane(
                    FollowedLearner.id(key),
                    plane,
                    n,
                    last.classes(),
                    last.positive() == Answer.NONE ? null : last.classes().get(last.positive()),
                    last.offset,
                    ageMs.isPresent() ? (Long) ageMs.getAsLong() : null,
                    last.step(last.learners.indexOf(key.learner())),
                    last.classes().size() == 2 ? null : predictions,
                    probabilities,
                    plane.hasOneField() ? Curve.of(all) : null));
  }
}
