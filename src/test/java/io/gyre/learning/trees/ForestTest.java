package io.gyre.learning.trees;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Fields;
import io.gyre.learning.Run;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ForestTest {

  private static final int MEMORY = 200;

  private final Random random = new Random(9);

  private static Run run(int features, int classes) {
    return new Run(features, classes, new ForestSettings(5, MEMORY, 42, false));
  }

  private static int mostProbable(double[] probabilities) {
    int best = 0;
    for (int k = 1; k < probabilities.length; k++) {
      best = probabilities[k] > probabilities[best] ? k : best;
    }
    return best;
  }

  /** A chequered board of 3×3 fields, which no plane divides, among values that say nothing. */
  private static int board(double[] x, int classes) {
    return (int) (Math.floor(1.5 * (x[0] + 1)) + Math.floor(1.5 * (x[1] + 1))) % classes;
  }

  private double accuracy(Run run, int points, int turned) {
    int right = 0;
    for (int i = 0; i < points; i++) {
      double[] x = random.doubles(6, -1, 1).toArray();
      int label = (board(x, 2) + turned) % 2;
      right += mostProbable(run.predict(x)) == label ? 1 : 0;
      run.learn(label, x);
    }
    return (double) right / points;
  }

  @Test
  void shouldLearnFieldsWithSharpBorders() {
    Run run = new Run(6, 2, new ForestSettings(10, 2_000, 42, false));
    accuracy(run, 3_000, 0);
    assertThat(accuracy(run, 1_000, 0)).isGreaterThan(0.85);
  }

  /** The points of before leave the trees, and trees are rebuilt without them. */
  @Test
  void shouldFollowWhenClassesChangePlaces() {
    Run run = new Run(6, 2, new ForestSettings(10, 1_000, 42, false));
    accuracy(run, 3_000, 0);
    accuracy(run, 1_500, 1);
    assertThat(accuracy(run, 1_000, 1)).isGreaterThan(0.8);
  }

  @Test
  void shouldLearnTextsAndMissingValues() {
    Run run = Run.ofAny(2, new ForestSettings(10, MEMORY, 42, false));
    String[] colours = {"red", "green", "blue", "black", null};
    int right = 0;
    for (int i = 0; i < 1_000; i++) {
      String colour = colours[random.nextInt(colours.length)];
      double size = random.nextInt(3) == 0 ? Double.NaN : random.nextDouble();
      Fields point =
          new Fields(
              new String[] {"colour", "size"},
              new double[] {Double.NaN, size},
              new String[] {colour, null});
      int label = "green".equals(colour) || (colour == null && !(size < 0.5)) ? 1 : 0;
      right += i >= 500 && mostProbable(run.predict(point)) == label ? 1 : 0;
      run.learn(label, point);
    }
    assertThat(right).isGreaterThan(485);
  }

  /** Restored at random moments, most of them while a tree is rebuilt. */
  @Test
  void shouldGoOnBitForBitFromAnyMoment() {
    Run straight = run(3, 0);
    Run interrupted = run(3, 0);
    for (int i = 0; i < 1_500; i++) {
      double[] x = random.doubles(3, -1, 1).toArray();
      int label = Math.min(board(x, 3), straight.classes());
      straight.learn(label, x);
      interrupted.learn(label, x);
      if (random.nextInt(20) == 0) {
        interrupted = interrupted.restoredAs(new ForestSettings(5, MEMORY, 42, false));
      }
      assertThat(interrupted.predict(x)).isEqualTo(straight.predict(x));
    }
    assertThat(Run.parameters(straight.learner()).toString()).isNotEmpty();
    double[] nodes = (double[]) Run.parameters(straight.learner()).get("nodes");
    assertThat(nodes).hasSize(6).isEqualTo(Run.parameters(interrupted.learner()).get("nodes"));
  }

  /** A look at a point that is not learned changes nothing of what follows. */
  @Test
  void shouldLearnTheSameWhateverIsAsked() {
    Run asked = run(3, 2);
    Run alone = run(3, 2);
    for (int i = 0; i < 1_000; i++) {
      double[] x = random.doubles(3, -1, 1).toArray();
      for (int questions = random.nextInt(3); questions > 0; questions--) {
        asked.predict(random.doubles(3, -1, 1).toArray());
      }
      asked.learn(board(x, 2), x);
      alone.learn(board(x, 2), x);
    }
    double[] x = {0.1, 0.2, 0.3};
    assertThat(asked.predict(x)).isEqualTo(alone.predict(x));
  }

  @Test
  void shouldGrowOtherTreesFromAnotherSeed() {
    Run run = run(3, 2);
    Run other = new Run(3, 2, new ForestSettings(5, MEMORY, 43, false));
    for (int i = 0; i < 500; i++) {
      double[] x = random.doubles(3, -1, 1).toArray();
      run.learn(board(x, 2), x);
      other.learn(board(x, 2), x);
    }
    double[] x = {0.1, 0.2, 0.3};
    assertThat(other.predict(x)).isNotEqualTo(run.predict(x));
  }

  @Test
  void shouldRebuildEachTreeInItsTurn() {
    Run run = run(3, 2);
    Map<Integer, Double> least = new HashMap<>();
    for (int i = 0; i < 2_000; i++) {
      double[] x = random.doubles(3, -1, 1).toArray();
      run.learn(board(x, 2), x);
      double[] nodes = (double[]) Run.parameters(run.learner()).get("nodes");
      for (int t = 0; t < nodes.length && i > 1_000; t++) {
        least.merge(t, nodes[t], Math::min);
      }
    }
    assertThat(least.values()).containsOnly(1.0).hasSize(6);
  }

  /** When classes leave no room for their nodes, trees begin again, and stay smaller. */
  @Test
  void shouldHaveFewerNodesTheMoreClassesThereAre() {
    ForestSettings settings = new ForestSettings(100, 5_000, 42, false);
    assertThat(settings.mostNodes(2)).isGreaterThan(4_000);
    assertThat(settings.mostNodes(1_000)).isBetween(20, 50);
    Run run = new Run(2, 2, settings);
    for (int i = 0; i < 300; i++) {
      double[] x = random.doubles(2, -1, 1).toArray();
      run.learn(board(x, 2), x);
    }
    for (int k = 2; k < 1_000; k++) {
      run.addClass(0.001, 0, 0);
    }
    run.learn(999, 0.5, 0.5);
    double[] nodes = (double[]) Run.parameters(run.learner()).get("nodes");
    assertThat(Arrays.stream(nodes).max().getAsDouble()).isLessThanOrEqualTo(50);
    assertThat(run.predict(0.5, 0.5)[999]).isPositive();
  }

  @Test
  void shouldGoOnWhenFieldsLeaveRoomForFewerPoints() {
    assertThat(TreePoints.places(5_000, TreePoints.room(512))).isEqualTo(5_000);
    assertThat(TreePoints.places(5_000, TreePoints.room(513))).isEqualTo(2_500);
    assertThat(TreePoints.places(5_000, TreePoints.room(20_000))).isEqualTo(250);
    Run run = Run.ofAny(2, new ForestSettings(3, 3_000, 42, false));
    int right = 0;
    for (int i = 0; i < 4_000; i++) {
      int fields = i < 3_500 ? 2 : 1_100;
      String[] paths = new String[fields];
      Arrays.setAll(paths, f -> "f" + f);
      double[] numbers = random.doubles(fields).toArray();
      int label = numbers[1] < 0.5 ? 0 : 1;
      for (int f = 2; f < fields; f++) {
        numbers[f] += 4 * numbers[1];
      }
      Fields point = new Fields(paths, numbers, new String[fields]);
      right += i >= 3_500 && mostProbable(run.predict(point)) == label ? 1 : 0;
      run.learn(label, point);
    }
    assertThat(right).isGreaterThan(450);
  }
}
