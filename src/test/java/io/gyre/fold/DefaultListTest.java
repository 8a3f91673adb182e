package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.Examples;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.Spirals;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.state.FoldSettings;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.time.WindowSettings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * What the default list reaches on streams that are made here: how soon it is right, and how soon
 * again after the world has changed. {@code -Dgyre.streams=20} takes twenty streams of each kind,
 * and prints what every learner reaches.
 */
class DefaultListTest {

  private static final int STREAMS = Integer.getInteger("gyre.streams", 1);
  private static final int RECENT = 1_000;
  private static final double GOOD = 0.99;
  private static final int NEVER = Integer.MAX_VALUE;

  /** A fold with the learners for data, and of each what it predicted rightly of late. */
  private static final class Stream {

    final List<LearnerSettings> list = LearnerPresets.DATA.learners();
    private final FoldLoop loop =
        new FoldLoop(
            new FoldSettings(list, WindowSettings.standard()).withReports(FoldSettings.NO_REPORTS));
    private final boolean[][] right = new boolean[list.size()][RECENT];
    private final int[] rights = new int[list.size()];
    private int points;

    void apply(Point point) {
      Answer answer = loop.apply(point).answer();
      loop.answers.clear();
      for (int i = 0; i < rights.length; i++) {
        boolean now = point.label().equals(answer.prediction(i));
        int place = points % RECENT;
        rights[i] += (now ? 1 : 0) - (right[i][place] ? 1 : 0);
        right[i][place] = now;
      }
      points++;
    }

    double recentAccuracy(int learner) {
      return (double) rights[learner] / RECENT;
    }

    /**
     * Applies points from..to−1; returns by learner after how many of them the accuracy over the
     * last 1,000 was good: at once only if all of these were among them.
     */
    int[] pointsUntil(IntFunction<Point> stream, int from, int to, double[] good) {
      int[] until = new int[list.size()];
      Arrays.fill(until, NEVER);
      for (int i = from; i < to; i++) {
        apply(stream.apply(i));
        for (int learner = 0; learner < until.length; learner++) {
          boolean first = until[learner] == NEVER && i - from + 1 >= RECENT;
          if (first && recentAccuracy(learner) >= good[learner]) {
            until[learner] = i - from + 1;
          }
        }
      }
      return until;
    }

    double[] all(double value) {
      double[] all = new double[list.size()];
      Arrays.fill(all, value);
      return all;
    }

    /** 99 % of what each learner reaches now. */
    double[] nearlyAsGoodAsNow() {
      double[] all = new double[list.size()];
      Arrays.setAll(all, learner -> GOOD * recentAccuracy(learner));
      return all;
    }

    double total(int learner, String metric) {
      Number total = (Number) loop.total(learner, metric);
      return total == null ? Double.NaN : total.doubleValue(); // one without answers
    }

    int blend() {
      return list.size() - 1;
    }
  }

  /** Of each learner the median over streams. */
  private static Map<String, Integer> medians(String what, IntFunction<int[]> ofStream) {
    int[][] all = new int[STREAMS][];
    Arrays.setAll(all, ofStream::apply);
    Map<String, Integer> medians = new LinkedHashMap<>();
    List<LearnerSettings> list = LearnerPresets.DATA.learners();
    for (int i = 0; i < list.size(); i++) {
      int learner = i;
      int[] sorted = Arrays.stream(all).mapToInt(each -> each[learner]).sorted().toArray();
      medians.put(list.get(i).name(), sorted[STREAMS / 2]);
    }
    print(what, medians);
    return medians;
  }

  private static void print(String what, Map<String, ?> ofLearners) {
    if (STREAMS > 1) {
      System.out.println(what + ": " + ofLearners.toString().replace("" + NEVER, "never"));
    }
  }

  @Test
  void shouldFindSpiralsWithinTwoAndAHalfThousandPoints() {
    Map<String, Integer> until =
        medians(
            "spirals, points until 99 % of the last 1,000",
            seed -> {
              Stream stream = new Stream();
              return stream.pointsUntil(
                  i -> Examples.spirals(seed).at(i), 0, 5_000, stream.all(GOOD));
            });
    assertThat(until.get("blend")).isLessThanOrEqualTo(2_500);
  }

  private static int[] afterSwap(int arms, int seed, int swapAt) {
    Spirals spirals = new Spirals(arms, seed, Spirals.noise(arms), 4.2 / (2 * Math.PI), 0, swapAt);
    Stream stream = new Stream();
    stream.pointsUntil(spirals::at, 0, swapAt, stream.all(GOOD));
    return stream.pointsUntil(spirals::at, swapAt, swapAt + 8_000, stream.all(GOOD));
  }

  @Test
  void shouldFindSpiralsAgainSoonAfterTheirLabelsWereSwapped() {
    int swapAt = STREAMS > 1 ? 30_000 : 10_000;
    Map<String, Integer> until =
        medians(
            "label swap, points until 99 % of the last 1,000", seed -> afterSwap(2, seed, swapAt));
    assertThat(until.get("blend")).isLessThanOrEqualTo(1_500);
  }

  @Test
  void shouldFindThreeArmsAgainAfterTheirLabelsWereShifted() {
    int swapAt = STREAMS > 1 ? 30_000 : 10_000;
    Map<String, Integer> until =
        medians(
            "three arms, labels shifted, points until 99 % of the last 1,000",
            seed -> afterSwap(3, seed, swapAt));
    assertThat(until.get("blend")).isLessThanOrEqualTo(4_000);
  }

  /** Of four clouds the last is unknown at first; then the first is seen no more. */
  @Test
  void shouldGetUsedToAClassThatVanishesAndOneThatAppears() {
    Map<String, Integer> until =
        medians(
            "a class vanishes, one appears, points until 99 % of what it was",
            seed -> {
              Random random = new Random(seed);
              double[][] centres = new double[4][];
              Arrays.setAll(centres, k -> random.doubles(5, -2, 2).toArray());
              IntFunction<Point> clouds =
                  i -> cloud(random, centres, (i < 8_000 ? 0 : 1) + random.nextInt(3));
              Stream stream = new Stream();
              stream.pointsUntil(clouds, 0, 8_000, stream.all(GOOD));
              return stream.pointsUntil(clouds, 8_000, 14_000, stream.nearlyAsGoodAsNow());
            });
    assertThat(until.get("blend")).isLessThanOrEqualTo(2_000);
  }

  private static Point cloud(Random random, double[][] centres, int k) {
    double[] x = centres[k].clone();
    for (int d = 0; d < x.length; d++) {
      x[d] += random.nextGaussian();
    }
    return new Point(null, x, Label.of(k));
  }

  /** 90° in 100,000 points. */
  @Test
  void shouldFollowASlowRotation() {
    int points = STREAMS > 1 ? 100_000 : 10_000;
    Stream stream = new Stream();
    Spirals turning = new Spirals(2, 1, 0.2, 4.2 / (2 * Math.PI), 0.9, Spirals.NEVER);
    for (int i = 0; i < points; i++) {
      stream.apply(turning.at(i));
    }
    print("slow rotation, accuracy", totals(stream, learner -> stream.total(learner, "accuracy")));
    assertThat(stream.total(stream.blend(), "accuracy")).isGreaterThan(0.985);
    assertThat(stream.recentAccuracy(stream.blend())).isGreaterThan(0.99);
  }

  private static Map<String, Double> totals(Stream stream, ToDoubleFunction<Integer> figure) {
    Map<String, Double> all = new LinkedHashMap<>();
    for (int i = 0; i < stream.list.size(); i++) {
      all.put(stream.list.get(i).name(), Math.round(1e4 * figure.applyAsDouble(i)) / 1e4);
    }
    return all;
  }

  private static Stream coin(int seed, double probability) {
    Random random = new Random(seed);
    Stream stream = new Stream();
    for (int i = 0; i < (STREAMS > 1 ? 20_000 : 10_000); i++) {
      double[] x = {random.nextGaussian(), random.nextDouble(), random.nextInt(5)};
      int label = random.nextDouble() < probability ? 1 : 0;
      stream.apply(new Point(null, x, Label.of(label)));
    }
    return stream;
  }

  @Test
  void shouldNotBelieveInPatternsWhereACoinGivesTheLabels() {
    for (int seed = 0; seed < STREAMS; seed++) {
      Stream fair = coin(seed, 0.5);
      print("coin, cost", totals(fair, learner -> fair.total(learner, "cost")));
      assertThat(fair.total(fair.blend(), "accuracy")).isGreaterThanOrEqualTo(0.49);
      assertThat(fair.total(fair.blend(), "cost")).isLessThanOrEqualTo(Math.log(2) + 0.005);
      Stream unfair = coin(seed, 0.7);
      print("coin of 0.7, cost", totals(unfair, learner -> unfair.total(learner, "cost")));
      double entropy = -0.7 * Math.log(0.7) - 0.3 * Math.log(0.3);
      assertThat(unfair.total(unfair.blend(), "accuracy"))
          .isGreaterThanOrEqualTo(unfair.total(unfair.blend(), "majority") - 0.01);
      assertThat(unfair.total(unfair.blend(), "cost")).isLessThanOrEqualTo(entropy + 0.015);
    }
  }
}
