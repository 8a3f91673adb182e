package io.gyre.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.Examples;
import io.gyre.stream.processor.TopologySettings;
import io.gyre.topic.DeadLetterHeaders;
import io.gyre.topic.Origin;
import io.gyre.topic.TopicNames;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which records of labels are refused. */
class LabelIntakeTest {

  private static final String JOURNAL = TopicNames.journalOf(Fixture.APPLICATION);
  private static final String POINT = "{\"id\":\"a\",\"x\":1}";
  private static final String LABEL = "{\"id\":\"a\",\"label\":1}";

  private final TopologySettings direct = Fixture.settings(Examples.learners());

  @TempDir Path folder;

  private static void send(DrivenTopology topology, String topic, String value) {
    topology.sendTo(topic, value.getBytes(UTF_8), 5, new RecordHeaders());
  }

  private static List<String> reasons(DrivenTopology topology) {
    return topology.deadLetters().stream()
        .map(letter -> letter.headers().lastHeader(DeadLetterHeaders.MESSAGE).value())
        .map(reason -> new String(reason, UTF_8))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\"", "\"  \""})
  void shouldNotBeAPointWithItsLabelAndAnEmptyId(String id) {
    try (DrivenTopology topology = new DrivenTopology(Fixture.late(), folder)) {
      for (int i = 0; i < 3; i++) {
        send(topology, "points", "{\"id\":" + id + ",\"x\":" + i + ",\"label\":1}");
      }
      send(topology, "labels", "{\"id\":" + id + ",\"label\":1}");

      assertThat(topology.predictions())
          .extracting(p -> p.value().id())
          .hasSize(9)
          .contains("0-0", "0-1", "0-2");
      assertThat(reasons(topology))
          .containsExactly("value: expected the label and the id of a point, found only id, label");
    }
  }

  /** The journal may still hold some after the application has been told to expect none. */
  @Test
  void shouldBeOneThatIsForLateLabels() {
    try (DrivenTopology topology = new DrivenTopology(Fixture.merged(direct, null), folder)) {
      RecordHeaders headers = new RecordHeaders();
      new Origin(Origin.Kind.LABEL, "labels", "id", 0, 0, 5, 0, null).addTo(headers);
      topology.sendTo(JOURNAL, LABEL.getBytes(UTF_8), 5, headers);

      assertThat(reasons(topology)).singleElement().asString().contains("--late-labels");
    }
  }
}
