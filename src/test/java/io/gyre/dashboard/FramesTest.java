package io.gyre.dashboard;

import static io.gyre.dashboard.Fixture.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gyre.data.Label;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FramesTest {

  private final Board board = Fixture.board();
  private final Frames frames = new Frames(board, Optional.empty());

  @Test
  void shouldWriteNumbersThatAreTooLargeForAFloatAsNumbers() throws Exception {
    board.metrics(key("network", 0), Fixture.metrics(1e60, 0.5));
    board.samples(
        List.of(new Sample("far", new double[] {1e60, -1e308}, Label.of(1), 0, Map.of())));

    JsonNode snapshot = json(frames.snapshot());

    JsonNode x = snapshot.get("points").get(snapshot.get("points").size() - 1).get("x");
    assertThat(x.get(0).isNumber()).isTrue();
    assertThat(x.get(0).floatValue()).isEqualTo(Float.MAX_VALUE);
    assertThat(x.get(1).floatValue()).isEqualTo(-Float.MAX_VALUE);
    JsonNode past = snapshot.get("history").get("network");
    assertThat(past.get(past.size() - 1).get(1).floatValue()).isEqualTo(Float.MAX_VALUE);
  }

  @Test
  void shouldNameParametersByTheirKeyWhateverTheySay() throws Exception {
    board.parameters(key("network", 0), Fixture.parameters("another", 7));

    assertThat(json(frames.tick()).get("parameters").fieldNames())
        .toIterable()
        .containsExactly("network", "second@1");
  }

  @Test
  void shouldTellWhenSomethingWasForgotten() {
    frames.isNewEpoch();
    assertThat(frames.isNewEpoch()).isFalse();

    board.metrics(key("network", 0), Fixture.metrics("network", 0, 2, 3_000));
    assertThat(frames.isNewEpoch()).isFalse();
    board.metrics(key("network", 0), Fixture.metrics("network", 0, 3, 10));
    assertThat(frames.isNewEpoch()).as("a learner was started anew").isTrue();
    board.samples(List.of(new Sample("wide", new double[3], Label.of(1), 0, Map.of())));
    assertThat(frames.isNewEpoch()).as("points have another number of features").isTrue();
    board.clear();
    assertThat(frames.isNewEpoch()).as("topics were created anew").isTrue();
    assertThat(frames.isNewEpoch()).isFalse();
  }

  /** As when a page was open while its server started again, and reads what was before. */
  @Test
  void shouldTellThatATickIsNotEnoughForAllThatHasCome() {
    frames.tick();
    frames.isNewEpoch();
    for (int window = 10; window < 30; window++) {
      board.metrics(key("network", 0), Fixture.metrics("network", 0, window, 10_000 + window));
    }
    assertThat(frames.isNewEpoch()).isFalse();
    board.metrics(key("network", 0), Fixture.metrics("network", 0, 30, 10_030));
    assertThat(frames.isNewEpoch()).isTrue();

    frames.tick();
    board.metrics(key("network", 0), Fixture.metrics("network", 0, 31, 10_031));
    assertThat(frames.isNewEpoch()).isFalse();
  }

  /** Strictly, as a browser reads it: no NaN, no Infinity. */
  private static JsonNode json(byte[] event) throws IOException {
    String text = new String(event, UTF_8);
    return Frames.JSON.readTree(text.substring(text.indexOf("data: ") + 6));
  }
}
