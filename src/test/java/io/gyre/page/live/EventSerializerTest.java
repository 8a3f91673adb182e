package io.gyre.page.live;

import static io.gyre.page.Fixture.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.gyre.data.Label;
import io.gyre.http.JsonBody;
import io.gyre.page.Fixture;
import io.gyre.page.StubModel;
import io.gyre.page.state.DashboardState;
import io.gyre.topic.Prediction;
import io.gyre.topic.Predictions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventSerializerTest {

  private final StubModel model = Fixture.model();
  private final DashboardState state = Fixture.state(model);
  private final EventSerializer events =
      new EventSerializer(
          state,
          InProcessSources.onlooker("gyre", model),
          Fixture.only(state, model, Optional.empty()));

  @Test
  void shouldWriteNumbersThatAreTooLargeForAFloatAsNumbers() throws Exception {
    state.metrics(key("network", 0), Fixture.metrics(1e60, 0.5), -1);

    JsonNode snapshot = json(events.snapshot());

    JsonNode past = snapshot.get("history").get("network");
    assertThat(past.get(past.size() - 1).get(2).get(0).floatValue()).isEqualTo(Float.MAX_VALUE);
  }

  @Test
  void shouldTellEachScoreOfAWindowInTheColumnOfItsMetric() throws Exception {
    state.metrics(key("network", 0), Fixture.metrics("auc", NullNode.instance), -1);

    JsonNode snapshot = json(events.snapshot());

    List<String> metrics = new ArrayList<>();
    snapshot.get("metrics").forEach(name -> metrics.add(name.textValue()));
    JsonNode past = snapshot.get("history").get("network");
    JsonNode last = past.get(past.size() - 1);
    assertThat(last.get(0).longValue()).isEqualTo(1_780_000_001_000L);
    assertThat(last.get(2).get(metrics.indexOf("accuracy")).doubleValue())
        .isCloseTo(0.703518, within(1e-6));
    assertThat(last.get(2).get(metrics.indexOf("majority")).doubleValue())
        .isCloseTo(0.506533, within(1e-6));
    assertThat(last.get(1).longValue()).isEqualTo(1_990);
    assertThat(last.get(3).get(metrics.indexOf("accuracy")).doubleValue())
        .as("faded")
        .isCloseTo(0.7186, within(1e-6));
    assertThat(last.get(2).get(metrics.indexOf("auc")).isNull()).isTrue();
  }

  @Test
  void shouldTellClassesAsTheyCame() throws Exception {
    Label yes = Label.ofText("yes");
    Map<Label, Double> three = new LinkedHashMap<>();
    three.put(yes, 0.625);
    Map<String, Prediction> answers = new LinkedHashMap<>();
    answers.put("two", Predictions.ofTwo("p", "two", 0.25, null, 1, 0, 1));
    answers.put("three", Predictions.ofMany("p", "three", yes, three, yes, 1));
    answers.put("none", Predictions.ofMany("p", "none", null, Map.of(), yes, 1));
    List.of(Fixture.sample(new double[2], Label.TRUE, answers)).forEach(state.samples()::add);

    JsonNode points = json(events.snapshot()).get("points");

    JsonNode point = points.get(points.size() - 1);
    assertThat(point.get("label").isBoolean()).isTrue();
    assertThat(point.get("p").get("two")).hasToString("{\"c\":0,\"q\":0.75}");
    assertThat(point.get("p").get("three")).hasToString("{\"c\":\"yes\",\"q\":0.625}");
    assertThat(point.get("p").get("none")).hasToString("{\"c\":null,\"q\":null}");
  }

  @Test
  void shouldTellThatACopyDoesNotKnowLateLabels() throws Exception {
    assertThat(json(events.snapshot()).at("/run/lateLabels").toString()).isEqualTo("false");
  }

  @Test
  void shouldTellWhichLearnersThereAreAndThoseThatChanged() throws Exception {
    assertThat(json(events.tick()).get("learners")).hasSize(2);
    state.ask(model.with(1, Fixture.fold(Fixture.metrics("second", 1, 2, 2_001))));

    JsonNode tick = json(events.tick());

    assertThat(tick.get("present")).hasToString("[[\"network\",249],[\"second@1\",249]]");
    assertThat(tick.get("learners"))
        .extracting(each -> each.get("id").textValue())
        .containsExactly("second@1");
  }

  @Test
  void shouldTellWhenSomethingWasForgotten() {
    events.isNewEpoch();
    assertThat(events.isNewEpoch()).isFalse();

    state.metrics(key("network", 0), Fixture.metrics("network", 0, 2, 3_000), -1);
    assertThat(events.isNewEpoch()).isFalse();
    state.metrics(key("network", 0), Fixture.metrics("network", 0, 3, 10), -1);
    assertThat(events.isNewEpoch()).as("a learner was started anew").isTrue();
    state.clear();
    assertThat(events.isNewEpoch()).as("topics were created anew").isTrue();
    assertThat(events.isNewEpoch()).isFalse();
  }

  /** As when a page was open while its server started again, and reads what was before. */
  @Test
  void shouldTellAllTheScoresThatHaveCome() throws Exception {
    events.tick();
    for (int window = 10; window < 50; window++) {
      state.metrics(key("network", 0), Fixture.metrics("network", 0, window, 10_000 + window), -1);
    }

    assertThat(json(events.tick()).at("/history/network")).hasSize(40);
    assertThat(json(events.tick()).at("/history/network")).isEmpty();
  }

  /** Strictly, as a browser reads it: no NaN, no Infinity. */
  private static JsonNode json(byte[] event) throws IOException {
    String text = new String(event, UTF_8);
    return JsonBody.JSON.readTree(text.substring(text.indexOf("data: ") + 6));
  }
}
