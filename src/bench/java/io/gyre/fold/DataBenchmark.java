package io.gyre.fold;

import io.gyre.TimedBenchmark;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.time.WindowSettings;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What a point costs a fold with the learners for data, each by itself and all together: reading,
 * fields, scores and windows included, without writing and Kafka. {@code scripts/bench-core Data}
 * runs it.
 */
public class DataBenchmark extends TimedBenchmark {

  private static final int POINTS = 8_000;

  /**
   * Columns and classes; {@code 20of10000x2}: so many of the fields in each record; {@code
   * 20words2}: texts of so many words, and classes.
   */
  @Param({"2x2", "6x2", "16x10"})
  public String shape;

  /**
   * A learner's name; a comma separates several; {@code all}; {@code none} costs what is shared.
   */
  @Param({
    "prior",
    "label-chain",
    "logistic",
    "network",
    "network-adam",
    "network-replay",
    "neighbours-5",
    "neighbours-5,neighbours-25",
    "all"
  })
  public String learner;

  private List<byte[]> points;
  private Fold fold;
  private double sum;
  private long now;

  @Setup
  public void setUp() {
    String[] numbers = shape.split("of|x|words");
    int first = Integer.parseInt(numbers[0]);
    int second = Integer.parseInt(numbers[1]);
    Stream<Point> drawn =
        shape.contains("words")
            ? texts(first, second)
            : numbers.length == 2
                ? clouds(first, second)
                : sparse(first, second, Integer.parseInt(numbers[2]));
    points = drawn.map(FoldLoop::json).toList();
    List<LearnerSettings> list =
        LearnerPresets.DATA.learners().stream()
            .filter(
                each -> learner.equals("all") || List.of(learner.split(",")).contains(each.name()))
            .toList();
    fold =
        Fold.open(
            new FoldSettings(list, WindowSettings.standard()).withReports(FoldSettings.NO_REPORTS),
            FoldStore.unsaved("benchmark"));
  }

  /** Of each class three clouds, which overlap a little. */
  private static Stream<Point> clouds(int features, int classes) {
    Random random = new Random(42);
    double[][] centres = new double[3 * classes][];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = random.doubles(features, -2, 2).toArray();
    }
    return IntStream.range(0, POINTS)
        .mapToObj(
            i -> {
              int cloud = random.nextInt(centres.length);
              double[] x = centres[cloud].clone();
              for (int d = 0; d < features; d++) {
                x[d] += 0.6 * random.nextGaussian();
              }
              return new Point(null, x, Label.of(cloud % classes));
            });
  }

  /** Some fields come more often than others, and some with one class alone. */
  private static Stream<Point> sparse(int present, int fields, int classes) {
    Random random = new Random(42);
    return IntStream.range(0, POINTS)
        .mapToObj(
            i -> {
              int label = random.nextInt(classes);
              TreeSet<String> paths = new TreeSet<>();
              while (paths.size() < present) {
                int ofClass = (label * 37 + random.nextInt(fields / 20)) % fields;
                int any = (int) (fields * Math.pow(random.nextDouble(), 1.5));
                paths.add("f" + (random.nextInt(3) == 0 ? ofClass : any));
              }
              double[] x = random.doubles(present, 0, 3).toArray();
              Fields all = new Fields(paths.toArray(new String[0]), x, null);
              return new Point(null, all, Label.of(label), Point.NO_TIME, false);
            });
  }

  /** Of each class some words are more frequent; few words are in most texts, most in few. */
  private static Stream<Point> texts(int words, int classes) {
    Random random = new Random(42);
    String[] known =
        random
            .ints(5_000, 0, 26 * 26 * 26 * 26)
            .mapToObj(DataBenchmark::word)
            .toArray(String[]::new);
    return IntStream.range(0, POINTS)
        .mapToObj(
            i -> {
              int label = random.nextInt(classes);
              String text =
                  IntStream.range(0, words)
                      .mapToDouble(w -> known.length * Math.pow(random.nextDouble(), 3))
                      .mapToObj(at -> known[((int) at + label) % known.length])
                      .collect(Collectors.joining(" "));
              Fields all =
                  new Fields(
                      new String[] {"message"}, new double[] {Double.NaN}, new String[] {text});
              return new Point(null, all, Label.of(label), Point.NO_TIME, false);
            });
  }

  private static String word(int number) {
    StringBuilder word = new StringBuilder();
    for (int rest = number; rest > 0 || word.length() < 2; rest /= 26) {
      word.append((char) ('a' + rest % 26));
    }
    return word.toString();
  }

  @Benchmark
  @OperationsPerInvocation(POINTS)
  public double point() {
    for (byte[] point : points) {
      Step step = fold.apply(LogRecord.of(LogRecord.Kind.POINT, point, now++ / 2, 0, now));
      sum += step.answer().predicted(0);
    }
    return sum;
  }
}
