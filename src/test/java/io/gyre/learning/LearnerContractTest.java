package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.gyre.data.Fields;
import io.gyre.learning.settings.SettingsJson;
import io.gyre.state.StatePart;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link Learner} promises, of every kind there is, with several settings and K. */
class LearnerContractTest {

  private static final int FEATURES = 3;
  private static final int POINTS = 70;
  private static final int OF_EACH_KIND = 8;
  static final double[] MONSTERS = {1e308, -1e300, 1e-300, 1e70, -0.0, 1e12};

  static Stream<KindSettings> settings() {
    return AnySettings.some(OF_EACH_KIND).stream();
  }

  static Stream<Arguments> settingsAndClasses() {
    return settings()
        .flatMap(each -> Stream.of(0, 1, 2, 3, 10).map(classes -> Arguments.of(each, classes)));
  }

  /** A stream of labelled points; K classes are known at the start, and some appear. */
  abstract static class Points {

    final Random random = new Random(7);
    private final int known;
    private int next;

    Points(int known) {
      this.known = known;
    }

    /** The next record. */
    abstract Fields fields();

    /** As {@link #fields}, of no value that is far from all others. */
    abstract Fields ordinary();

    /** As {@link #fields}, with a value that is out of all bounds. */
    abstract Fields monster();

    /** Of a class that may be new: one appears every twenty points. */
    int label() {
      return random.nextInt(Math.max(1, known) + next++ / 20);
    }

    void learn(Run... runs) {
      learn(fields(), runs);
    }

    void learn(Fields point, Run... runs) {
      int label = Math.min(label(), runs[0].classes());
      boolean flushed = random.nextInt(15) == 0;
      for (Run run : runs) {
        run.learn(label, point);
        if (flushed) {
          run.flush();
        }
      }
    }
  }

  /** Of three numbers. */
  private static final class Numbers extends Points {

    Numbers(int known) {
      super(known);
    }

    private double[] numbers() {
      double[] x = new double[FEATURES];
      Arrays.setAll(x, d -> random.nextGaussian() * (random.nextInt(100) == 0 ? 1e80 : 1));
      return x;
    }

    @Override
    Fields fields() {
      return Fields.ofFeatures(numbers());
    }

    @Override
    Fields ordinary() {
      return Fields.ofFeatures(random.doubles(FEATURES, -1, 1).toArray());
    }

    @Override
    Fields monster() {
      double[] x = numbers();
      x[random.nextInt(FEATURES)] = MONSTERS[random.nextInt(MONSTERS.length)];
      return Fields.ofFeatures(x);
    }
  }

  /** The records that the contract is tried on. */
  Points points(int known) {
    return new Numbers(known);
  }

  /** Learners for such records. */
  Run run(int classes, KindSettings... settings) {
    return new Run(FEATURES, classes, settings);
  }

  private Run trained(KindSettings settings, int classes, int points) {
    Run run = run(classes, settings);
    Points stream = points(classes);
    for (int i = 0; i < points; i++) {
      stream.learn(run);
    }
    return run;
  }

  @ParameterizedTest
  @MethodSource("settingsAndClasses")
  void shouldChangeNothingByPredicting(KindSettings settings, int classes) {
    Run run = run(classes, settings);
    Points stream = points(classes);
    for (int i = 0; i < POINTS; i++) {
      Map<String, byte[]> before = States.of(run.learner().state());
      double[] row = run.row(stream.fields());
      double[] same = row.clone();

      double[] probabilities = run.predict(row);

      assertThat(run.predict(row)).isEqualTo(probabilities);
      assertThat(row).isEqualTo(same);
      States.assertSame(run.learner().state(), before);
      stream.learn(run);
    }
  }

  @ParameterizedTest
  @MethodSource("settingsAndClasses")
  void shouldGiveProbabilities(KindSettings settings, int classes) {
    Run run = run(classes, settings);
    Points stream = points(classes);
    for (int i = 0; i < POINTS; i++) {
      assertProbabilities(run.predict(stream.fields()), run.classes());
      stream.learn(run);
    }
    assertThat(run.classes()).isGreaterThan(classes);
  }

  private static void assertProbabilities(double[] probabilities, int classes) {
    assertThat(probabilities).hasSize(classes);
    assertThat(Arrays.stream(probabilities).allMatch(p -> p >= 0)).isTrue();
    if (classes > 0) {
      assertThat(Arrays.stream(probabilities).sum()).isCloseTo(1, within(1e-12));
    }
  }

  /** What a question may cost is counted in them. */
  @ParameterizedTest
  @MethodSource("settingsAndClasses")
  void shouldSayHowManyNumbersAPredictionReads(KindSettings settings, int classes) {
    Run run = trained(settings, classes, POINTS);
    Set<Object> counted = Collections.newSetFromMap(new IdentityHashMap<>());
    assertThat(run.learner().numbersRead(classes, counted)).isPositive();
  }

  /** The copy is restored from nothing but the parts, and made for the classes known by then. */
  @ParameterizedTest
  @MethodSource("settingsAndClasses")
  void shouldGoOnBitForBitWhenRestored(KindSettings settings, int classes) {
    Run run = run(classes, settings);
    Points stream = points(classes);
    for (int i = 0; i < POINTS; i++) {
      Run restored = run.restored();
      States.assertSame(restored.learner().state(), run.learner().state());
      Fields point = stream.fields();
      assertThat(restored.predict(point)).isEqualTo(run.predict(point));
      assertThat(restored.learner().step()).isEqualTo(run.learner().step());
      assertThat(restored.learner().refused()).isEqualTo(run.learner().refused());
      assertThat(restored.learner().remembers()).isEqualTo(run.learner().remembers());
      stream.learn(run, restored);
      States.assertSame(restored.learner().state(), run.learner().state());
      States.assertSame(restored.encoder().state(), run.encoder().state());
      States.assertSame(restored.memory().state(), run.memory().state());
      States.assertSame(restored.scale(), run.scale());
      run = i % 2 == 0 ? restored : run;
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void shouldReadAStateOfMoreClassesThanItWasMadeFor(KindSettings settings) {
    Run run = trained(settings, 4, POINTS);
    Learner learner = settings.create(run.shared(), 1);

    States.restore(States.of(run.learner().state()), learner.state());
    learner.grow();

    Fields point = points(4).fields();
    assertThat(run.predictBy(learner, run.row(point))).isEqualTo(run.predict(point));
  }

  /** What has changed must be stored and hashed again; nothing else tells. */
  @ParameterizedTest
  @MethodSource("settingsAndClasses")
  void shouldTellWhichPartsHaveChanged(KindSettings settings, int classes) {
    Run run = run(classes, settings);
    Points stream = points(classes);
    for (int i = 0; i < POINTS; i++) {
      States.assertTold(run.learner()::state, () -> stream.learn(run));
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void shouldNameItsPartsAndGiveThemVersions(KindSettings settings) {
    for (StatePart part : trained(settings, 2, POINTS).learner().state()) {
      assertThat(part.name).matches("[A-Za-z0-9._/-]+");
      assertThat(part.version).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void shouldRefuseAStateThatIsTooShortOrTooLong(KindSettings settings) {
    Run run = trained(settings, 3, POINTS);
    Map<String, byte[]> state = States.of(run.learner().state());
    Learner fresh = settings.create(run.shared(), 3);
    States.restore(state, fresh.state());
    for (StatePart part : fresh.state()) {
      byte[] whole = state.get(part.name);
      if (whole == null) {
        continue; // not present
      }
      for (int length = 0; length < whole.length; length += 1 + whole.length / 1_000) {
        States.assertDamaged(part, Arrays.copyOf(whole, length));
      }
      States.assertDamaged(part, Arrays.copyOf(whole, whole.length + 8));
    }
  }

  /** The points before those that it remembers are others, as if they had been lost. */
  @ParameterizedTest
  @MethodSource("settingsAndClasses")
  void shouldReadNoMoreOfTheMemoryThanItSays(KindSettings settings, int classes) {
    Run run = run(classes, settings);
    Points stream = points(classes);
    for (int i = 0; i < POINTS; i++) {
      Run other = run.withOlderPointsLost();
      stream.learn(run, other);
      run.flush();
      other.flush();
      States.assertSame(other.learner().state(), run.learner().state());
      States.assertSame(other.scale(), run.scale());
      stream.learn(run);
    }
  }

  /** Whether the scale is kept is known before there is a learner, and so is how many points. */
  @ParameterizedTest
  @MethodSource("settings")
  void shouldUseTheScaleIfItStandardises(KindSettings settings) {
    assertThat(run(2, settings).shared().scaler().present()).isEqualTo(settings.standardises());
    assertThat(Shared.capacity(List.of(settings)))
        .isEqualTo(Math.max(settings.memory(), settings.standardises() ? 64 : 0));
  }

  @ParameterizedTest
  @MethodSource("settingsAndClasses")
  void shouldHaveNothingToStepOnAfterSkipping(KindSettings settings, int classes) {
    Run run = run(classes, settings);
    Points stream = points(classes);
    for (int i = 0; i < POINTS; i++) {
      stream.learn(run);
      if (i % 3 == 0) {
        run.learner().skip();
        Map<String, byte[]> before = States.of(run.learner().state());
        run.flush();
        States.assertSame(run.learner().state(), before);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("settingsAndClasses")
  void shouldStayFiniteOnMonsters(KindSettings settings, int classes) {
    Run run = run(classes, settings);
    Points stream = points(classes);
    for (int i = 0; i < 300; i++) {
      Fields point = stream.monster();
      assertProbabilities(run.predict(point), run.classes());
      run.learn(Math.min(stream.label() % 12, run.classes()), point);
      assertFinite(Run.parameters(run.learner()));
    }
  }

  static void assertFinite(Map<String, Object> parameters) {
    assertFinite(SettingsJson.MAPPER.<JsonNode>valueToTree(parameters));
  }

  private static void assertFinite(JsonNode json) {
    if (json.isContainerNode()) {
      json.forEach(LearnerContractTest::assertFinite);
    } else {
      assertThat(json.isNumber()).as("%s is a number", json).isTrue();
      assertThat(json.doubleValue()).isFinite();
    }
  }

  /**
   * p' = p·(1 − q) at the point that brought it; elsewhere the known ones keep their ratios. Not
   * after monsters that a learner without any clip has learned from: a logit of 1e70 and one more
   * are the same number.
   */
  @ParameterizedTest
  @MethodSource("settingsAndClasses")
  void shouldGiveANewClassTheProbabilityAndLeaveTheOthersTheirRatios(
      KindSettings settings, int classes) {
    Run run = run(classes, settings);
    Random random = new Random(5);
    Points stream = points(classes);
    for (int i = 0; i < POINTS; i++) {
      stream.learn(stream.ordinary(), run);
    }
    for (int more = 0; more < 4; more++) {
      double[] here = run.row(stream.ordinary());
      double[] there = run.row(stream.ordinary());
      double[] hereBefore = run.predict(here);
      double[] thereBefore = run.predict(there);
      int known = run.classes();
      double q = 1.0 / (3 + random.nextInt(500));

      run.addClass(q, here);

      double[] hereAfter = run.predict(here);
      if (known == 0) {
        assertThat(hereAfter).containsExactly(1);
        continue;
      }
      if (settings.mixes()) {
        // What it mixes keeps its ratios, and it is as sure of them as before.
        assertThat(hereAfter[known]).isBetween(Double.MIN_NORMAL, 0.5);
        continue;
      }
      assertThat(hereAfter[known]).isCloseTo(q, within(1e-9 * q));
      double[] thereAfter = run.predict(there);
      for (int k = 0; k < known; k++) {
        assertThat(hereAfter[k]).isCloseTo(hereBefore[k] * (1 - q), within(1e-12));
        assertThat(thereAfter[k])
            .isCloseTo(thereBefore[k] * (1 - thereAfter[known]), within(1e-12));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("settingsAndClasses")
  void shouldBeAFunctionOfWhatItIsTold(KindSettings settings, int classes) {
    States.assertSame(
        trained(settings, classes, POINTS).learner().state(),
        trained(settings, classes, POINTS).learner().state());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void shouldPredictWithoutEverHavingSeenALabel(KindSettings settings) {
    for (int classes : new int[] {0, 1, 2, 3, 10}) {
      Run run = run(classes, settings);
      run.flush();
      assertProbabilities(run.predict(points(classes).fields()), classes);
      assertThat(run.learner().step()).isZero();
      assertFinite(Run.parameters(run.learner()));
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void shouldShowCopiesOfWhatItHasLearned(KindSettings settings) {
    Run run = trained(settings, 3, POINTS);
    Map<String, byte[]> before = States.of(run.learner().state());
    Run.parameters(run.learner()).values().forEach(LearnerContractTest::overwrite);
    States.assertSame(run.learner().state(), before);
  }

  /** A record that has no room for a part does not ask for it. */
  @ParameterizedTest
  @MethodSource("settingsAndClasses")
  void shouldSayOfHowManyNumbersTheirPartsAre(KindSettings settings, int classes) {
    for (LearnedPart part : trained(settings, classes, POINTS).learner().learned()) {
      assertThat(numbers(SettingsJson.MAPPER.valueToTree(part.copy().get())))
          .as(part.name())
          .isEqualTo(part.numbers());
    }
  }

  private static long numbers(JsonNode json) {
    long numbers = json.isNumber() ? 1 : 0;
    for (JsonNode child : json) {
      numbers += numbers(child);
    }
    return numbers;
  }

  @ParameterizedTest
  @MethodSource("settings")
  void shouldBeNoSmallerWithMoreColumnsOrClasses(KindSettings settings) {
    for (int classes = 0; classes < 1_000; classes += 111) {
      long numbers = settings.numbers(10, classes);
      assertThat(numbers).isNotNegative();
      assertThat(settings.numbers(11, classes)).isGreaterThanOrEqualTo(numbers);
      assertThat(settings.numbers(10, classes + 1)).isGreaterThanOrEqualTo(numbers);
    }
    assertThat(LearnerSize.fits(settings, 1, 300)).isTrue();
  }

  private static void overwrite(Object value) {
    if (value instanceof double[] array) {
      Arrays.fill(array, 77);
    } else if (value instanceof Object[] rows) {
      Arrays.stream(rows).forEach(LearnerContractTest::overwrite);
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(LearnerContractTest::overwrite);
    }
  }

  /** All at once on one memory, which is as large as the largest asks for, and each by itself. */
  @ParameterizedTest
  @MethodSource("settingsAndClasses")
  void shouldNotBeDisturbedByLearnersBesideIt(KindSettings settings, int classes) {
    Run alone = run(classes, settings);
    List<KindSettings> others = AnySettings.some(2);
    Run together =
        run(
            classes,
            Stream.concat(Stream.of(settings), others.stream()).toArray(KindSettings[]::new));
    Points stream = points(classes);
    for (int i = 0; i < POINTS; i++) {
      Fields point = stream.fields();
      for (int other = others.size(); other >= 0; other--) {
        together.predictBy(other, together.row(point));
      }
      assertThat(together.predict(point)).isEqualTo(alone.predict(point));
      stream.learn(alone, together);
    }
    States.assertSame(together.learner().state(), alone.learner().state());
    if (settings.standardises()) {
      States.assertSame(together.scale(), alone.scale());
    }
    assertThat(together.learner().remembers()).isEqualTo(alone.learner().remembers());
  }
}
