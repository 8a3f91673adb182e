package io.gyre.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.data.Point;
import io.gyre.fold.FoldLoop;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.list.LearnersJson;
import io.gyre.state.DamagedStateException;
import io.gyre.stream.processor.PredictionSampling;
import io.gyre.stream.processor.TopologySettings;
import io.gyre.time.WindowSettings;
import io.gyre.topic.Prediction;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records are learned once, or not at all, and whatever does not fit together ends the start. */
class NeverRelearnTest {

  private static final LearnerSettings LEARNER = Fixture.learner("");
  private static final List<Arriving> STREAM = Arriving.randomStream(31, 40, 2);

  private final FixedSourceLog source = new FixedSourceLog();
  private final TopologySettings settings =
      Fixture.settings(List.of(LEARNER), WindowSettings.standard(), source);
  private final ProcessorBench bench = new ProcessorBench(settings);

  private static TopologySettings settings(String learner) {
    return Fixture.settings(LearnersJson.parse("[{\"name\":\"a\"," + learner + "}]", "test"));
  }

  @Test
  void shouldRefuseAnOffsetBelowTheNextAtTheStart() {
    bench.send(STREAM);
    bench.start(settings);
    bench.offset(0);
    assertThatThrownBy(() -> bench.send(STREAM.get(0)))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining(
            "gyre-test on partition 0 has learned points up to offset 39, but would be given offset 0 again")
        .satisfies(
            thrown ->
                assertThat(((GyreException) thrown).remedies)
                    .containsExactly(
                        Remedy.of(Kind.RESET_TO_STATE, 40, "gyre-test", "points"),
                        Remedy.of(Kind.START_ANEW)));
  }

  /** The consumer resets itself when the topic is created again or cut off under it. */
  @Test
  void shouldRefuseAnOffsetBelowTheNextInMidStream() {
    bench.send(STREAM);
    bench.offset(39);
    assertThatThrownBy(() -> bench.send(STREAM.get(0)))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("up to offset 39, but would be given offset 39 again");
  }

  @Test
  void shouldLeaveTheStateAsItWasWhenRefusing() {
    bench.send(STREAM);
    var before = StoreContent.of(bench.store);
    bench.offset(3);

    assertThatThrownBy(() -> bench.send(null, 0)).isInstanceOf(GyreException.class);

    assertThat(StoreContent.of(bench.store)).usingRecursiveComparison().isEqualTo(before);
  }

  /** The changelog of what waits was deleted, while that of what was learned was not. */
  @Test
  void shouldRefuseToGoOnWithoutThePointsThatWait() {
    TopologySettings late =
        Fixture.settings(settings.fold().with(FoldLoop.LATE), PredictionSampling.ALL);
    ProcessorBench waits = new ProcessorBench(late);
    waits.loseWaiting();
    waits.start(late);
    waits.send(new Point("a", new double[] {1, 2}, null), Arriving.START_MS);
    waits.start(late);

    waits.loseWaiting();
    assertThatThrownBy(() -> waits.start(late))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining(
            "the store of what waits is empty, but points wait in it, 1, and labels, 0");
  }

  @Test
  void shouldStartANewLearnerWhereverTheGroupStands() {
    source.earliestOffset = 50;
    bench.offset(123);
    bench.send(STREAM);
    assertThat(bench.metrics()).isNotEmpty().allMatch(metrics -> metrics.totals().missed() == 0);
    assertThat(bench.predictions()).extracting(Prediction::offset).startsWith(123L, 124L);
  }

  @Test
  void shouldGoOnWithALearnerThatComesBackToTheList() {
    bench.send(STREAM.subList(0, 10));
    bench.offset(25);
    bench.start(settings);
    bench.send(STREAM.subList(25, 40));
    assertThat(bench.metrics()).isNotEmpty().allMatch(metrics -> metrics.totals().missed() == 0);
    assertThat(bench.predictions()).hasSize(25);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"learningRate\":0.01",
        "\"momentum\":0.5",
        "\"batch\":3",
        "\"batch\":64",
        "\"replay\":5",
        "\"steps\":3",
        "\"l2\":0.5",
        "\"clip\":1",
        "\"clipNorm\":0.1",
        "\"seed\":1",
        "\"initialisation\":\"fan-in\"",
      })
  void shouldGoOnWithSettingsThatMayChange(String change) {
    String rate = change.startsWith("\"learningRate") ? "" : "\"learningRate\":0.3,";
    String kind = "\"kind\":\"logistic\",\"memory\":64,";
    ProcessorBench changing = new ProcessorBench(settings(kind + "\"learningRate\":0.3"));
    changing.send(STREAM.subList(0, 20));
    long step = changing.predictions().get(19).step();
    changing.start(settings(kind + rate + change));
    changing.send(STREAM.subList(20, 40));
    assertThat(changing.predictions().get(20).step()).isEqualTo(step).isPositive();
    assertThat(new String(StoreContent.of(changing.store).get("learner/a/settings"), UTF_8))
        .contains(change);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"kind\":\"network\"|kind logistic, but the learners file says network",
        "\"optimiser\":\"adam\"|optimiser gradient-descent, but the learners file says adam",
        "\"view\":\"standardised\"|view full, but the learners file says standardised",
      })
  void shouldRefuseSettingsThatTheStateIsMadeFor(String change, String message) {
    bench.send(STREAM);
    String fields = change.startsWith("\"kind\"") ? change : "\"kind\":\"logistic\"," + change;
    assertThatThrownBy(() -> bench.start(settings("\"learningRate\":0.3," + fields)))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining(
            "gyre-test on partition 0: learner \"a\": its state was made with " + message);
  }

  /** As a Gyre wrote it that was never released. */
  @Test
  void shouldRefuseAStateOfAnEarlierLayout() {
    bench.send(STREAM);
    var content = StoreContent.of(bench.store);
    content.put("position", Base64.getDecoder().decode("AQAAAAEAAAAAAAAAAAAAAPotVwCe"));
    StoreContent.replace(bench.store, content);
    assertThatThrownBy(() -> bench.start(settings))
        .isInstanceOf(GyreException.class)
        .isNotInstanceOf(DamagedStateException.class)
        .hasMessage(
            "gyre-test on partition 0: its state was made by an earlier Gyre: the part position has version 1, expected 4");
  }

  /** A refusal must not be taken for a bad record, and reach the person in words. */
  @Test
  void shouldEndTheTopologyWithTheMessage(@TempDir Path folder) {
    try (DrivenTopology topology = new DrivenTopology(settings, folder.resolve("state"))) {
      topology.send(STREAM.subList(0, 5));
      topology.nextOffset(2);
      assertThatThrownBy(() -> topology.send(STREAM.get(2)))
          .hasRootCauseInstanceOf(GyreException.class)
          .rootCause()
          .hasMessageContaining("would be given offset 2 again");
      assertThat(topology.deadLetters()).isEmpty();
    }
  }
}
