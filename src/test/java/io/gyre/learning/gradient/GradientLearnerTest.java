package io.gyre.learning.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gyre.encoding.Encoders;
import io.gyre.encoding.Row;
import io.gyre.learning.Answers;
import io.gyre.learning.KindSettings;
import io.gyre.learning.Run;
import io.gyre.learning.SettingsDraft;
import io.gyre.learning.Shared;
import io.gyre.learning.States;
import io.gyre.learning.memory.Memory;
import io.gyre.learning.memory.ReplayExclusions;
import io.gyre.learning.optimiser.Optimiser;
import io.gyre.learning.optimiser.Optimisers;
import io.gyre.learning.settings.ColumnView;
import io.gyre.state.StatePart;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GradientLearnerTest {

  private final Random random = new Random(1);

  private double[] point() {
    return new double[] {random.nextGaussian(), random.nextGaussian()};
  }

  private void learn(Run run, int points) {
    for (int i = 0; i < points; i++) {
      run.learn(random.nextInt(run.classes()), point());
    }
  }

  private static GradientLearner learner(Run run) {
    return run.gradientLearner();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void shouldStepWhenTheBatchIsFullAndOnlyThen(int classes) {
    Run run = SettingsDraft.network(3).run(2, classes);
    for (int i = 1; i <= 24; i++) {
      run.learn(i % classes, point());
      assertThat(run.learner().step()).isEqualTo(i / 8);
    }
  }

  @Test
  void shouldStepOnWhatIsPendingWhenFlushedAndThenFillAWholeBatch() {
    Run run = SettingsDraft.network(3).run(2, 2);
    run.flush();
    assertThat(run.learner().step()).isZero();
    learn(run, 11);
    run.flush();
    assertThat(run.learner().step()).isEqualTo(2);
    assertThat(learner(run).batch.size).isEqualTo(3);
    Map<String, byte[]> before = States.of(run.learner().state());
    run.flush();
    States.assertSame(run.learner().state(), before);
    learn(run, 7);
    assertThat(run.learner().step()).isEqualTo(2);
    learn(run, 1);
    assertThat(run.learner().step()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2, 3})
  void shouldRefuseALabelThatIsNoClass(int label) {
    Run run = SettingsDraft.network(3).run(2, 2);

    assertThatThrownBy(() -> run.learner().learn(Row.of(point()), new Answers(), label))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("label: found " + label + ", expected one of 2 classes");
    run.flush();
    assertThat(run.learner().step()).isZero();
  }

  @Test
  void shouldRefuseAMemoryThatDoesNotFit() {
    KindSettings settings = SettingsDraft.network(3).settings();
    assertThatThrownBy(
            () ->
                settings.create(
                    new Shared(Encoders.ofFeatures(2), new Memory(7, 2, false), null), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 8 at least");
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "-0.5", "NaN"})
  void shouldRefuseAProbabilityThatANewClassCannotHave(double probability) {
    Run run = SettingsDraft.network(3).run(2, 2);
    assertThatThrownBy(() -> run.addClass(probability, point()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found " + probability);
  }

  /** The scale is learned beside it. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldNotStepBeforeThereAreTwoClasses(int classes) {
    SettingsDraft draft = SettingsDraft.network(3);
    draft.view = ColumnView.STANDARDISED;
    draft.memory = 64;
    Run run = draft.run(2, classes);
    for (int i = 0; i < 20; i++) {
      run.learn(0, point());
    }
    assertThat(run.learner().step()).isZero();
    assertThat(run.learner().refused()).isZero();
    assertThat(run.shared().scaler().count(0)).isEqualTo(20);
    for (int i = 0; i < 4; i++) {
      run.learn(1, point());
    }
    assertThat(run.learner().step()).isEqualTo(1);
  }

  @Test
  void shouldJoinTheBatchAndWhatIsSampled() {
    SettingsDraft draft = SettingsDraft.network(3);
    draft.replay = 20;
    draft.memory = 20;
    Run run = draft.run(2, 3);
    learn(run, 40);

    Batch batch = learner(run).batch;
    assertThat(batch.size).isEqualTo(28);
    long[] sampled = new long[20];
    ReplaySampler.sample(draft.seed, run.memory(), 20, new ReplayExclusions(), sampled, 0, 20);
    for (int j = 0; j < 28; j++) {
      long number = j < 8 ? 32 + j : sampled[j - 8];
      assertThat(batch.numbers[j]).isEqualTo(number);
      assertThat(batch.labels[j]).isEqualTo(run.memory().label(number));
      assertThat(batch.x[1][j]).isEqualTo(run.memory().value(number, 1));
    }
  }

  /** The same arithmetic put together anew from layers and optimiser. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7})
  void shouldEqualGradientAndStepInTurn(int classes) {
    SettingsDraft draft = SettingsDraft.network(5);
    draft.optimiser = "adam";
    draft.steps = 3;
    Run run = draft.run(2, classes);
    draft.batch = 100;
    draft.memory = 100;
    Run other = draft.run(2, classes);
    TrainingState weights = learner(other).weights();
    FirstLayer first = weights.firstLayer();
    Batch batch = learner(other).batch;
    Optimiser adam = Optimisers.of(draft.training());
    for (int i = 0, t = 1; i < 80; i++) {
      double[] point = point();
      int label = random.nextInt(classes);
      assertThat(run.predict(point)).isEqualTo(other.predict(point));
      run.learn(label, point);
      other.shared().add(Row.of(point), label);
      if (i % 8 == 7) {
        batch.gather(other.memory(), 8, 8, draft.training(), new ReplayExclusions(), null);
        weights.begin(batch);
      }
      for (int k = 0; i % 8 == 7 && k < 3; k++) {
        weights.computeGradient(batch);
        for (int c = 0; c < 2; c++) {
          adam.step(first.arrays(c), weights.gradient(c), t);
        }
        for (int j = 0; j < 3; j++) {
          double[][] arrays = {weights.array(j, 0), weights.array(j, 1), weights.array(j, 2)};
          adam.step(arrays, weights.model().gradients()[j], t);
        }
        t++;
      }
    }
    assertThat(Weights.all(run)).isDeepEqualTo(Weights.all(other));
  }

  private static SettingsDraft oneStepOfALogisticLearner() {
    SettingsDraft draft = SettingsDraft.logistic();
    draft.batch = 1;
    draft.memory = 1;
    draft.learningRate = 1;
    draft.clipNorm = 0.25;
    return draft;
  }

  @Test
  void shouldLimitTheNormOfTheWholeGradient() {
    Run run = oneStepOfALogisticLearner().run(2, 2);

    // dz = −0.5, so g = (−3, −4, −1)/2, of norm √26/2; the step is g·0.25/‖g‖.
    run.learn(1, 3, 4);

    double norm = Math.sqrt(26) / 2;
    double[][] all = Weights.all(run);
    assertThat(all[0][0]).isCloseTo(1.5 * 0.25 / norm, within(1e-15));
    assertThat(all[0][1]).isCloseTo(2 * 0.25 / norm, within(1e-15));
    assertThat(all[1][0]).isCloseTo(0.5 * 0.25 / norm, within(1e-15));
  }

  @Test
  void shouldLimitANormWhoseSquareOverflows() {
    SettingsDraft draft = oneStepOfALogisticLearner();
    draft.l2 = 1e200;
    Run run = draft.run(1, 2);
    learner(run).weights().firstLayer().weights(0)[0] = 8;

    run.learn(1, 0);

    assertThat(Weights.all(run)[0][0]).isEqualTo(7.75);
    assertThat(run.learner().refused()).isZero();
  }

  @ParameterizedTest(name = "{0} pending of 8, then batches of 3")
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void shouldStepOnAllThatIsPendingWhenTheBatchWasLowered(int pending) {
    SettingsDraft draft = SettingsDraft.network(3);
    draft.replay = 5;
    Run before = draft.run(2, 2);
    learn(before, 8 + pending);
    draft.batch = 3;
    Run after = before.restoredAs(draft.settings());
    learn(after, 1);

    boolean stepped = pending + 1 >= 3;
    assertThat(after.learner().step()).isEqualTo(stepped ? 2 : 1);
    if (stepped) {
      assertThat(learner(after).batch.size).isEqualTo(pending + 1 + 5);
    }
  }

  /** The memory may be made smaller and larger: it is shared, and no part of the learner. */
  @Test
  void shouldStepOnWhatIsLeftWhenTheMemoryWasLowered() {
    SettingsDraft draft = SettingsDraft.network(3);
    Run before = draft.run(2, 2);
    learn(before, 7);
    draft.batch = 3;
    draft.memory = 3;
    Run after = before.restoredAs(draft.settings());

    after.flush();

    assertThat(after.learner().step()).isEqualTo(1);
    assertThat(learner(after).batch.size).isEqualTo(3);
  }

  @Test
  void shouldSampleFromWhatThereIsWhenTheMemoryWasRaised() {
    SettingsDraft draft = SettingsDraft.network(3);
    draft.replay = 8;
    Run before = draft.run(2, 2);
    learn(before, 50);
    draft.memory = 100;
    draft.replay = 60;
    Run after = before.restoredAs(draft.settings());
    assertThat(after.memory().capacity()).isEqualTo(100);

    learn(after, 6);

    Batch batch = learner(after).batch;
    assertThat(batch.size).isEqualTo(68);
    for (int j = 0; j < batch.size; j++) {
      assertThat(batch.numbers[j]).isBetween(42L, 55L);
    }
  }

  /** (0, w) and the new one, for logits (0, z) say what z said; the moments follow. */
  @Test
  void shouldMakeOneRowTheSecondOfThree() {
    SettingsDraft draft = SettingsDraft.network(3);
    draft.optimiser = "adam";
    Run run = draft.run(2, 2);
    learn(run, 80);
    double[][] two = Weights.all(run);

    run.addClass(0.125, 1, 2);

    double[][] three = Weights.all(run);
    for (int i : new int[] {0, 1, 4, 5, 8, 9}) {
      assertThat(three[i]).as("array %d", i).isEqualTo(two[i]);
    }
    for (int i : new int[] {2, 6, 10}) {
      assertThat(Arrays.copyOf(three[i], 3)).containsOnly(0);
      assertThat(Arrays.copyOfRange(three[i], 3, 6)).isEqualTo(two[i]);
      assertThat(Arrays.copyOfRange(three[i], 6, 9)).containsOnly(0);
    }
    for (int i : new int[] {7, 11}) {
      assertThat(three[i]).containsExactly(0, two[i][0], 0);
    }
    assertThat(three[3]).startsWith(0, two[3][0]);
  }

  @Test
  void shouldAppendARowToThree() {
    SettingsDraft draft = SettingsDraft.logistic();
    draft.optimiser = "momentum";
    Run run = draft.run(2, 3);
    learn(run, 80);
    double[][] three = Weights.all(run);

    run.addClass(0.125, 1, 2);

    double[][] four = Weights.all(run);
    for (int i = 0; i < 4; i++) {
      assertThat(four[i]).startsWith(three[i]);
    }
    assertThat(Arrays.copyOfRange(four[0], 6, 8)).containsOnly(0);
    assertThat(Arrays.copyOfRange(four[2], 6, 8)).containsOnly(0);
    assertThat(four[3][3]).isZero();
  }

  /** A bias beyond 1e70 would have every later step refused. */
  @Test
  void shouldBoundTheBiasOfANewClassAsStepsBoundTheirs() {
    SettingsDraft draft = SettingsDraft.logistic();
    draft.batch = 1;
    Run run = draft.run(1, 3);
    Arrays.fill(learner(run).weights().firstLayer().weights(0), 1e70);

    run.addClass(0.125, 1e70);

    assertThat(Weights.all(run)[1]).containsExactly(0, 0, 0, 1e70);
    run.learn(0, 1);
    assertThat(run.learner().step()).isEqualTo(1);
    assertThat(run.learner().refused()).isZero();
  }

  /** What does not change with every point is neither stored nor hashed again. */
  @Test
  void shouldLeaveTheModelAsStoredUntilItSteps() {
    SettingsDraft draft = SettingsDraft.network(3);
    draft.view = ColumnView.STANDARDISED;
    Run run = draft.run(2, 2);
    learn(run, 8);
    List<StatePart> parts = run.learner().state();
    assertThat(parts.stream().map(each -> each.name))
        .containsExactly("progress", "model", "excluded");
    long[] changes = parts.stream().mapToLong(StatePart::changes).toArray();

    learn(run, 7);

    long[] after = parts.stream().mapToLong(StatePart::changes).toArray();
    assertThat(after[0]).isNotEqualTo(changes[0]);
    assertThat(Arrays.copyOfRange(after, 1, 3)).isEqualTo(Arrays.copyOfRange(changes, 1, 3));
  }

  @Test
  void shouldShowItsParametersByTheirNamesOnTheTopic() {
    SettingsDraft draft = SettingsDraft.network(3);
    draft.view = ColumnView.STANDARDISED;
    Run run = draft.run(2, 2);
    learn(run, 8);
    Map<String, Object> shown = Run.parameters(run.learner());
    assertThat(shown).containsOnlyKeys("w1", "b1", "w2", "b2", "scaling");
    double[][] all = Weights.all(run);
    assertThat(((double[][]) shown.get("w1"))[2]).containsExactly(Arrays.copyOfRange(all[0], 4, 6));
    assertThat((double[]) shown.get("b1")).isEqualTo(all[1]);
    assertThat((double[][]) shown.get("w2")).isDeepEqualTo(new double[][] {all[2]});
    assertThat((double[]) shown.get("b2")).isEqualTo(all[3]);
    Map<?, ?> scaling = (Map<?, ?>) shown.get("scaling");
    assertThat(scaling.keySet()).isEqualTo(Set.of("count", "mean", "deviation"));
    assertThat(scaling.get("count")).isEqualTo(8L);

    assertThat(Run.parameters(SettingsDraft.logistic().run(2, 3).learner()))
        .containsOnlyKeys("w2", "b2");
  }
}
