package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Alert;
import io.gyre.data.Alert.Drift;
import io.gyre.data.Alert.Measure;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.fold.state.FoldSettings;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.time.WindowSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DriftTest {

  private static final int POINTS = 12_000;
  private static final int DRIFT_AT = 8_000;
  private static final int STREAMS = 10;
  private static final int FIELDS = 5;

  /** What becomes of a stream at the drift. */
  private enum Change {
    /** Nothing. */
    NONE,
    /** The classes change their names. */
    SWAP,
    /** Other fields tell. */
    TURN,
    /** A third of the labels are wrong. */
    NOISE,
    /** The fields change their signs. */
    FLIP
  }

  /** Streams of two to four classes, more or less even, more or less clear. */
  private static List<Drift> drifts(int seed, Change change) {
    Random random = new Random(seed);
    int classes = 2 + seed % 3;
    double noise = 0.1 + 0.2 * (seed % 4);
    double[][] weights = new double[2 * classes][FIELDS];
    for (double[] of : weights) {
      for (int j = 0; j < FIELDS; j++) {
        of[j] = random.nextGaussian();
      }
    }
    double rare = seed % 5 == 0 ? 2 : 0;
    FoldLoop loop =
        new FoldLoop(
            new FoldSettings(LearnerPresets.FAST.learners(), WindowSettings.standard())
                .withReports(FoldSettings.NO_REPORTS));
    List<Drift> drifts = new ArrayList<>();
    for (int i = 0; i < POINTS; i++) {
      boolean after = i >= DRIFT_AT;
      double[] x = new double[FIELDS];
      for (int j = 0; j < FIELDS; j++) {
        x[j] = random.nextGaussian();
      }
      int label = 0;
      double best = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < classes; k++) {
        double[] of = weights[k + (after && change == Change.TURN ? classes : 0)];
        double score = noise * random.nextGaussian() - (k == 0 ? 0 : rare);
        for (int j = 0; j < FIELDS; j++) {
          score += of[j] * x[j];
        }
        label = score > best ? k : label;
        best = Math.max(best, score);
      }
      if (after && change == Change.SWAP) {
        label = (label + 1) % classes;
      }
      if (after && change == Change.NOISE && random.nextInt(3) == 0) {
        label = random.nextInt(classes);
      }
      if (after && change == Change.FLIP) {
        Arrays.setAll(x, j -> -x[j]);
      }
      Point point =
          new Point("p-" + i, Fields.ofFeatures(x), Label.of(label), Point.NO_TIME, false);
      for (Alert alert : loop.apply(point, i).alerts()) {
        drifts.add((Drift) alert);
      }
    }
    System.out.printf("%s, stream %d of %d classes: %s%n", change, seed, classes, text(drifts));
    return drifts;
  }

  private static List<String> text(List<Drift> drifts) {
    return drifts.stream()
        .map(
            drift ->
                "%s %.3f to %.3f at %d since %d"
                    .formatted(
                        drift.measure(),
                        drift.before(),
                        drift.after(),
                        drift.time(),
                        drift.since()))
        .toList();
  }

  @Test
  void shouldNotTakeTheSecondClassForADrift() {
    FoldLoop loop =
        new FoldLoop(
            new FoldSettings(LearnerPresets.FAST.learners(), WindowSettings.standard())
                .withReports(FoldSettings.NO_REPORTS));
    Random random = new Random(1);
    for (int i = 0; i < 3_000; i++) {
      double[] x = {random.nextGaussian(), random.nextGaussian()};
      int label = i < 1_000 || x[0] + random.nextGaussian() < 0 ? 0 : 1;
      Point point =
          new Point("p-" + i, Fields.ofFeatures(x), Label.of(label), Point.NO_TIME, false);
      assertThat(loop.apply(point, i).alerts()).isEmpty();
    }
  }

  @Test
  void shouldNotTellADriftOfTenStreamsWithoutOne() {
    for (int seed = 1; seed <= STREAMS; seed++) {
      assertThat(drifts(seed, Change.NONE)).as("stream " + seed).isEmpty();
    }
  }

  @Test
  void shouldTellOneDriftOfTenStreamsThatHaveIt() {
    Change[] changes = {Change.SWAP, Change.TURN, Change.NOISE, Change.FLIP};
    for (int seed = 1; seed <= STREAMS; seed++) {
      List<Drift> drifts = drifts(seed, changes[seed % changes.length]);
      assertThat(drifts)
          .as("stream " + seed)
          .extracting(Drift::measure)
          .contains(Measure.COST)
          .doesNotHaveDuplicates();
      for (Drift drift : drifts) {
        // The begin of a bucket.
        assertThat(drift.since()).isBetween(DRIFT_AT - 100L, DRIFT_AT + 100L);
        assertThat(drift.time()).isLessThan(DRIFT_AT + 200);
        assertThat(drift.after()).isGreaterThan(1.5 * drift.before());
      }
    }
  }
}
