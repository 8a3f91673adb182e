package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.data.Fields;
import io.gyre.encoding.Column;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.Encoders;
import io.gyre.encoding.Row;
import io.gyre.format.RecordSettings;
import io.gyre.learning.gradient.LogisticRegressionSettings;
import io.gyre.learning.list.LearnersJson;
import io.gyre.learning.memory.Memory;
import io.gyre.learning.neighbours.NeighboursSettings;
import io.gyre.learning.text.NaiveBayesSettings;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link FieldTrials} promises, of every kind there is, with fields of every sort. */
public class ContributionsTest {

  private static final String[] PATHS = {"age", "carrier", "delay", "stops"};
  private static final String[] CARRIERS = {"DL", "AA", "UA"};
  private static final int POINTS = 60;

  /** Nearer to 0 or 1 a logit cannot be told from the probabilities to 1e-9. */
  private static final double LEAST = 1e-6;

  static Stream<Arguments> settingsAndClasses() {
    return AnySettings.some(8).stream()
        .flatMap(each -> Stream.of(1, 2, 3, 5).map(classes -> Arguments.of(each, classes)));
  }

  static Stream<Arguments> logisticOfTwoOrMore() {
    return settingsAndClasses()
        .filter(each -> each.get()[0] instanceof LogisticRegressionSettings)
        .filter(each -> (int) each.get()[1] > 1);
  }

  /** Age is always there; the others are missing at times. */
  private static Fields draw(Random random) {
    double delay = random.nextInt(4) == 0 ? Double.NaN : 30 * random.nextGaussian();
    double stops = random.nextInt(5) == 0 ? Double.NaN : random.nextInt(3);
    String carrier = random.nextInt(6) == 0 ? null : CARRIERS[random.nextInt(3)];
    return new Fields(
        PATHS,
        new double[] {40 + 9 * random.nextGaussian(), Double.NaN, delay, stops},
        new String[] {null, carrier, null, null});
  }

  public static Contributions why(Shared of, int learner, Fields fields, int k, double[] whole) {
    if (!of.members().get(learner).learner().answers()) {
      return Contributions.NONE; // there is nothing to explain
    }
    FieldTrials trials = new FieldTrials(fields, k, FieldTrials.MOST_NUMBERS);
    trials.run(of.members(), learner, of.encoder().maker(), whole, () -> false);
    assertThat(trials.isDone()).isTrue();
    return trials.found();
  }

  /** A learner that has learned from a stream of K classes. */
  private static final class Trained {

    private final Random random = new Random(11);
    private final Run run;
    private final Learner learner;

    Trained(KindSettings settings, int classes) {
      run = Run.ofAny(classes, settings);
      learner = run.learner();
      for (int i = 0; i < POINTS; i++) {
        Fields fields = draw(random);
        run.learn((int) Math.abs(fields.number(0)) % classes, fields);
      }
    }

    double[] probabilities(Fields fields) {
      return run.predict(fields);
    }

    Contributions why(Fields fields, int k) {
      return ContributionsTest.why(run.shared(), run.number(0), fields, k, probabilities(fields));
    }

    /** The logit that contributions are of; NaN if the probabilities do not tell it. */
    double logit(Fields fields, int k) {
      double[] p = probabilities(fields);
      if (Arrays.stream(p).anyMatch(each -> each < LEAST)) {
        return Double.NaN;
      }
      double all = Arrays.stream(p).map(Math::log).sum();
      return p.length == 2 ? Math.log(p[k] / p[1 - k]) : Math.log(p[k]) - all / p.length;
    }
  }

  @ParameterizedTest
  @MethodSource("settingsAndClasses")
  void shouldBeFiniteAndChangeNothing(KindSettings settings, int classes) {
    Trained trained = new Trained(settings, classes);
    for (int i = 0; i < 20; i++) {
      Fields fields = draw(trained.random);
      double[] before = trained.probabilities(fields);
      Map<String, byte[]> state = States.of(trained.learner.state());

      Contributions why = trained.why(fields, i % classes);

      assertThat(why.fields().values()).allMatch(Double::isFinite).doesNotContain(0.0);
      assertThat(why.others()).isFinite();
      assertThat(Double.isInfinite(why.bias())).isFalse();
      assertThat(trained.probabilities(fields)).isEqualTo(before);
      States.assertSame(trained.learner.state(), state);
    }
  }

  @ParameterizedTest
  @MethodSource("settingsAndClasses")
  void shouldNameNoFieldThatTheLearnerDoesNotSee(KindSettings settings, int classes) {
    Trained trained = new Trained(settings, classes);
    Set<String> seen =
        trained.learner.columns().stream().map(Column::field).collect(Collectors.toSet());
    for (int i = 0; i < 20; i++) {
      assertThat(seen).containsAll(trained.why(draw(trained.random), 0).fields().keySet());
    }
  }

  @ParameterizedTest
  @MethodSource("logisticOfTwoOrMore")
  void shouldAddUpToTheLogitOfALogisticLearner(KindSettings settings, int classes) {
    Trained trained = new Trained(settings, classes);
    for (int i = 0; i < 20; i++) {
      Fields fields = draw(trained.random);
      for (int k = 0; k < classes; k++) {
        Contributions why = trained.why(fields, k);
        double sum = why.fields().values().stream().mapToDouble(c -> c).sum();
        double logit = trained.logit(fields, k);
        assertThat(why.bias()).isNotNaN();
        assertThat(why.others()).isZero();
        if (!Double.isNaN(logit)) {
          assertThat(sum + why.bias()).isCloseTo(logit, within(1e-9));
        }
      }
    }
  }

  /** Age was never missing, so that it has no column but the number. */
  @ParameterizedTest
  @MethodSource("logisticOfTwoOrMore")
  void shouldGiveAFieldTheTermThatTheLogitLosesWithoutIt(KindSettings settings, int classes) {
    Trained trained = new Trained(settings, classes);
    for (int i = 0; i < 20; i++) {
      Fields with = draw(trained.random);
      double[] numbers = {Double.NaN, Double.NaN, with.number(2), with.number(3)};
      Fields without = new Fields(PATHS, numbers, new String[] {null, with.text(1), null, null});
      double change = trained.logit(with, 0) - trained.logit(without, 0);
      if (!Double.isNaN(change)) {
        double term = trained.why(with, 0).fields().getOrDefault("age", 0.0);
        assertThat(term).isCloseTo(change, within(1e-9));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("settingsAndClasses")
  void shouldBeTheChangeOfTheProbabilityForAllOthers(KindSettings settings, int classes) {
    if (settings instanceof LogisticRegressionSettings || settings instanceof NaiveBayesSettings) {
      return;
    }
    Trained trained = new Trained(settings, classes);
    for (int i = 0; i < 20; i++) {
      Fields with = draw(trained.random);
      Fields without =
          new Fields(
              PATHS,
              new double[] {with.number(0), Double.NaN, with.number(2), with.number(3)},
              new String[4]);
      int k = i % classes;
      double change = trained.probabilities(with)[k] - trained.probabilities(without)[k];

      Contributions why = trained.why(with, k);

      assertThat(why.fields().getOrDefault("carrier", 0.0)).isEqualTo(change);
      assertThat(why.bias()).isNaN();
    }
  }

  @Test
  void shouldNameTheTwentyLargestAndAddUpTheRest() {
    String[] paths = new String[30];
    Arrays.setAll(paths, i -> "f" + i);
    Encoder encoder = new Encoder(RecordSettings.standard());
    double[] numbers = new double[30];
    Arrays.setAll(numbers, i -> i % 2 == 0 ? i + 1 : -i - 1);
    encoder.learn(new Fields(paths, numbers, null));
    Shared shared = new Shared(encoder, new Memory(64, 30, false), null);
    Learner learner =
        LearnersJson.parse(
                """
                [{"name": "a", "kind": "logistic", "learningRate": 0.001, "batch": 1,
                  "view": "plain", "clip": 0, "clipNorm": 0}]
                """,
                "test")
            .get(0)
            .settings()
            .create(shared, 2);
    Fields fields = new Fields(paths, numbers, null);
    Row row = Encoders.row(encoder, fields);
    shared.add(row, 1);
    learner.learn(row, new Answers(), 1);

    int number = shared.members().add("a", learner, false);
    Contributions why = why(shared, number, fields, 1, new double[2]);

    // One step from 0: w = 0.0005·x, so that a term is 0.0005·x².
    assertThat(why.fields()).hasSize(20);
    assertThat(why.fields().keySet()).startsWith("f29", "f28").endsWith("f10");
    assertThat(why.fields().get("f29")).isCloseTo(0.0005 * 900, within(1e-12));
    assertThat(why.others()).isCloseTo(0.0005 * 385, within(1e-12));
    assertThat(why.bias()).isCloseTo(0.0005, within(1e-12));
    assertThat(why(shared, number, fields, 0, new double[2]).fields().get("f29")).isNegative();
  }

  /** The label follows from f270 alone; the other fields mean nothing. */
  private static final class Wide {

    private static final int FIELDS = 300;

    private final Random random = new Random(5);
    private final Run run =
        Run.ofAny(2, new NeighboursSettings(5, 5_000, 5), SettingsDraft.logistic().settings());
    private final Encoder encoder = run.encoder();
    private final Learner neighbours = run.learner();
    private final Learner logistic = run.learner(1);
    private final Fields last;

    Wide() {
      Fields point = null;
      for (int i = 0; i < 500; i++) {
        point = draw();
        run.learn(point.number(270) > 0 ? 1 : 0, point);
      }
      last = point;
    }

    private Fields draw() {
      String[] paths = new String[FIELDS];
      Arrays.setAll(paths, i -> "f" + i);
      double[] numbers = random.doubles(FIELDS, -1, 1).toArray();
      return new Fields(paths, numbers, null);
    }

    private long cost() {
      return encoder.slots() + neighbours.numbersRead(2, new HashSet<>());
    }

    /** Ranking the fields is counted too. */
    private FieldTrials trials(int fields) {
      return new FieldTrials(last, 0, fields * cost() + encoder.slots());
    }

    /** Returns whether another call would try more. */
    private boolean run(FieldTrials trials, BooleanSupplier enough) {
      trials.run(run.shared().members(), run.number(0), encoder.maker(), run.predict(last), enough);
      return !trials.isDone();
    }
  }

  @Test
  void shouldTryAsManyFieldsAsMayBeReadForBeginningWithTheHeaviest() {
    Wide wide = new Wide();
    assertThat(wide.cost()).isGreaterThan(500 * Wide.FIELDS / 8);
    FieldTrials trials = wide.trials(3);

    wide.run(trials, () -> false);

    Contributions found = trials.found();
    assertThat(found.untried()).isEqualTo(Wide.FIELDS - 3);
    Set<String> heaviest =
        Set.copyOf(
            wide.logistic.terms(Encoders.row(wide.encoder, wide.last), 0).fields().keySet().stream()
                .limit(3)
                .toList());
    assertThat(heaviest).contains("f270").containsAll(found.fields().keySet());
  }

  @Test
  void shouldTryNoFieldThatWouldCostTooMuch() {
    Wide wide = new Wide();
    FieldTrials trials = new FieldTrials(wide.last, 0, wide.cost() - 1);

    assertThat(wide.run(trials, () -> false)).isFalse();

    assertThat(trials.found().fields()).isEmpty();
    assertThat(trials.found().untried()).isEqualTo(Wide.FIELDS);
  }

  @Test
  void shouldFindTheSameFieldByFieldAsAtOnce() {
    Wide wide = new Wide();
    FieldTrials once = wide.trials(40);
    wide.run(once, () -> false);
    FieldTrials slices = wide.trials(40);

    int slice = 0;
    while (wide.run(slices, () -> true)) {
      slice++;
    }

    assertThat(slice).isEqualTo(40);
    assertThat(slices.found()).isEqualTo(once.found());
    assertThat(once.found().untried()).isEqualTo(Wide.FIELDS - 40);
  }
}
