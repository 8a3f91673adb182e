package io.gyre.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.Examples;
import io.gyre.data.PointJson;
import io.gyre.stream.processor.TopologySettings;
import io.gyre.topic.Metrics;
import io.gyre.topic.PointHeaders;
import io.gyre.topic.Prediction;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log with records by which an earlier version was asked gives the model of one without. */
class PassedOverTest {

  private static final List<Arriving> STREAM = Arriving.randomStream(5, 200, 2);

  /** A point with a label of a new class, one with a new field, none, and a record too large. */
  private static final List<byte[]> ASKED =
      List.of(
          "{\"features\":[1,2],\"label\":\"new\"}".getBytes(UTF_8),
          "{\"tail\":1}".getBytes(UTF_8),
          "{".getBytes(UTF_8),
          new byte[7 << 20]);

  @TempDir Path folder;

  private record Told(
      List<String> digests, List<Metrics> metrics, List<List<Object>> predictions) {}

  private Told told(boolean merged, boolean asked) {
    TopologySettings direct = Fixture.settings(Examples.learners());
    TopologySettings settings = merged ? Fixture.merged(direct, null) : direct;
    try (DrivenTopology topology = new DrivenTopology(settings, folder.resolve("" + asked))) {
      for (int i = 0; i < STREAM.size(); i++) {
        Arriving next = STREAM.get(i);
        if (asked) {
          byte[] value =
              i % 5 < ASKED.size() ? ASKED.get(i % 5) : new PointJson().write(next.point());
          long time = next.timestampMs() * (i % 3);
          byte[] why = "why".getBytes(UTF_8);
          topology.send(null, value, time, new RecordHeaders().add(PointHeaders.ASKED, why));
        }
        topology.send(next);
      }
      topology.end();
      assertThat(topology.deadLetters()).isEmpty();
      return new Told(
          topology.digests(),
          topology.metrics().stream().map(TestRecord::value).toList(),
          topology.predictions().stream()
              .map(TestRecord::value)
              .map(PassedOverTest::text)
              .toList());
    }
  }

  private static List<Object> text(Prediction said) {
    return List.of(said.learner(), said.step(), said.probability(), said.prediction());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldGiveTheSameModelFiguresAndPredictions(boolean merged) {
    Told without = told(merged, false);
    Told with = told(merged, true);

    assertThat(with).isEqualTo(without);
    assertThat(with.digests()).hasSizeGreaterThan(10);
    assertThat(with.predictions()).hasSizeGreaterThanOrEqualTo(STREAM.size());
  }
}
