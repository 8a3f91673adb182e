package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.state.MapEntries;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Points that wait in the store of a Gyre must be read for ever after by the one that follows it.
 *
 * <p>{@code -Dgyre.golden=write} writes the file of a new version; the files before stay.
 */
class GoldenWaitingTest {

  private static final String LATEST = "waiting-2.json";

  private static final FoldSettings SETTINGS =
      Loop.settings(
              "\"name\":\"full\",\"kind\":\"logistic\",\"learningRate\":0.3,\"batch\":1",
              "\"name\":\"chain\",\"kind\":\"label-chain\"",
              "\"name\":\"all\",\"kind\":\"blend\"")
          .with(LateLabels.standard());

  private static Point point(int i, Label label) {
    Fields fields =
        new Fields(
            new String[] {"x", "x.y", "größe", "none"},
            new double[] {i / 8.0, i, Double.NaN, Double.NaN},
            new String[] {null, null, i % 2 == 0 ? "rot" : "grün", null});
    return new Point("p-" + i, fields, label, Point.NO_TIME);
  }

  /** Says that the next record lay on one of three partitions before it was merged. */
  private static void from(LateLoop loop, int i) {
    assertThat(loop.fold.from(new Source("Xk1uD9cKQ2m3yY0bq7mZzA", i % 3, i, 0))).isTrue();
  }

  /** One in three has its label at once, another one later or never, and one its label before. */
  private static LateLoop written() throws IOException, InvalidPointException {
    LateLoop loop = new LateLoop(SETTINGS);
    for (int i = 0; i < 30; i++) {
      if (i % 3 == 2) {
        loop.label("p-" + (i + 1), i % 2);
      }
      from(loop, i);
      loop.send(point(i, i % 3 == 1 ? Label.of(i % 2) : null));
    }
    loop.send(point(4, null));
    loop.send(point(2, Label.ofText("new")));
    loop.send(point(50, null).asRepeated());
    loop.fold.save(new MapEntries(loop.store));
    if ("write".equals(System.getProperty("gyre.golden"))) {
      write(loop);
    }
    return loop;
  }

  private static void write(LateLoop loop) throws IOException {
    JsonMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    ObjectNode file = json.createObjectNode();
    ObjectNode state = file.putObject("state");
    loop.store.forEach((key, value) -> state.put(key, Base64.getEncoder().encodeToString(value)));
    ObjectNode waiting = file.putObject("waiting");
    loop.waiting
        .entries()
        .forEach(
            (key, value) ->
                waiting.put(
                    HexFormat.of().formatHex(key), Base64.getEncoder().encodeToString(value)));
    Files.writeString(
        Path.of("src/test/resources/golden", LATEST), json.writeValueAsString(file) + "\n");
  }

  private static LateLoop golden(String name) throws IOException {
    Map<String, byte[]> state = new TreeMap<>();
    WaitingMap waiting = new WaitingMap();
    try (InputStream in = GoldenWaitingTest.class.getResourceAsStream("/golden/" + name)) {
      JsonNode file = new JsonMapper().readTree(in);
      file.get("state").properties().forEach(e -> state.put(e.getKey(), bytes(e.getValue())));
      file.get("waiting")
          .properties()
          .forEach(e -> waiting.put(HexFormat.of().parseHex(e.getKey()), bytes(e.getValue())));
    }
    return new LateLoop(SETTINGS, state, waiting, 1_000_100);
  }

  private static byte[] bytes(JsonNode base64) {
    return Base64.getDecoder().decode(base64.textValue());
  }

  /** A change of the format that nobody meant, or that raised no version, shows here. */
  @Test
  void shouldWriteTheBytesThatTheLatestFileHas() throws IOException, InvalidPointException {
    LateLoop loop = written();
    LateLoop golden = golden(LATEST);

    assertThat(loop.counts()).isEqualTo(golden.counts());
    for (String part : List.of("waiting", "sources", "age", "clock", "position")) {
      assertThat(loop.store.get(part)).as(part).isEqualTo(golden.store.get(part));
    }
    assertThat(loop.waiting.entries()).hasSameSizeAs(golden.waiting.entries());
    golden
        .waiting
        .entries()
        .forEach((key, value) -> assertThat(loop.waiting.get(key)).isEqualTo(value));
  }

  /** The first knew no gaps of sources. */
  @ParameterizedTest
  @ValueSource(strings = {"waiting-1.json", LATEST})
  void shouldLearnTheLabelsOfPointsThatWaitedThen(String name)
      throws IOException, InvalidPointException {
    LateLoop straight = written();
    LateLoop then = golden(name);
    for (LateLoop loop : new LateLoop[] {straight, then}) {
      loop.time = 1_000_100;
      from(loop, 60);
      for (int i = 5; i < 30; i += 3) {
        loop.label("p-" + i, i % 2);
      }
      loop.send(point(50, Label.of(1)).asRepeated());
    }

    assertThat(then.counts()).isEqualTo(straight.counts());
    assertThat(then.counts().matched()).isEqualTo(19);
    assertThat(then.counts().waiting()).isOne();
    for (int learner = 0; learner < 3; learner++) {
      assertThat(then.digest(learner)).isEqualTo(straight.digest(learner));
    }
  }
}
