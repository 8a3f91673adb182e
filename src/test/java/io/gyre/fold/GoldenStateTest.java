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
import io.gyre.fold.intake.JournalSource;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.state.MapStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A state that a Gyre wrote is read by the one that follows it: each version of a part by the next.
 *
 * <p>When a part's format changes, its version is raised and its reader keeps the version before.
 * Then {@code LATEST} gets the next number, {@code mvn test -Dtest=GoldenStateTest
 * -Dgyre.golden=write} writes the file, and the file before stays and is read as well.
 */
class GoldenStateTest {

  private static final String LATEST = "state-5.json";

  private static final String[] LEARNERS = {
    "\"name\":\"plain\",\"kind\":\"logistic\",\"learningRate\":0.3,\"optimiser\":\"momentum\",\"view\":\"plain\"",
    "\"name\":\"deep\",\"kind\":\"network\",\"hidden\":5,\"learningRate\":0.03,\"optimiser\":\"adam\",\"replay\":8,\"memory\":90,\"view\":\"standardised\"",
    "\"name\":\"full\",\"kind\":\"logistic\",\"learningRate\":0.3,\"optimiser\":\"adagrad\",\"batch\":1",
    "\"name\":\"wild\",\"kind\":\"logistic\",\"learningRate\":100,\"clip\":0,\"clipNorm\":0,\"batch\":3,\"replay\":5,\"memory\":90",
    "\"name\":\"near\",\"kind\":\"neighbours\",\"k\":3,\"memory\":90",
    "\"name\":\"chain\",\"kind\":\"label-chain\"",
    "\"name\":\"prior\",\"kind\":\"prior\"",
    "\"name\":\"all\",\"kind\":\"blend\"",
    "\"name\":\"gone\",\"kind\":\"prior\""
  };

  private static final int HERE = LEARNERS.length - 1;
  private static final int THEN = 200;

  /** Learners of numbers alone, and the blend: their bits changed within the fifth version. */
  private static final Set<Integer> OTHER_MATHS = Set.of(0, 1, 7);

  private static final int MORE = 100;

  private static final FoldSettings SETTINGS = settings(HERE);

  private static FoldSettings settings(int learners) {
    return FoldLoop.settings(Arrays.copyOf(LEARNERS, learners)).with(FoldLoop.LATE);
  }

  /** What is kept of texts without a column came with the fifth state: those before have none. */
  private static Point point(int i, Label label, boolean newTexts) {
    String[] paths = {"x", "x.y", "größe", "none"};
    double[] numbers = {Math.sin(i), i % 97 == 0 ? 1e75 : i % 13, Double.NaN, Double.NaN};
    String[] texts = {null, null, i % 2 == 0 ? "rot" : "grün", newTexts ? "n" + i * i % 251 : null};
    return new Point("p-" + i, new Fields(paths, numbers, texts), label, Point.NO_TIME);
  }

  private static Label label(int i) throws InvalidPointException {
    return Label.ofText(i > 90 && i % 9 == 0 ? "seldom" : Math.sin(i) > 0.2 ? "a" : "b");
  }

  /** Two in three have their label at once, others later or never, or before they come. */
  private static void run(FoldLoop loop, int from, int to, boolean newTexts)
      throws InvalidPointException {
    for (int i = from; i < to; i++) {
      if (i % 42 == 22) {
        loop.label("p-" + i, label(i), loop.time);
      }
      JournalSource source = new JournalSource("Xk1uD9cKQ2m3yY0bq7mZzA", i % 3, i, 0);
      Point point = point(i, i % 3 == 1 ? null : label(i), newTexts);
      loop.merged(LogRecord.Kind.POINT, point, loop.time, source);
      if (i % 6 == 4) {
        loop.apply(new Point("p-" + (i - 3), Fields.NONE, label(i - 3), Point.NO_TIME));
      }
    }
    loop.apply(point(1_000 + to, null, newTexts).asRepeated());
    loop.save();
  }

  /** After a while a learner is taken off the list. */
  private static FoldLoop written(boolean newTexts) throws InvalidPointException {
    FoldLoop before = new FoldLoop(settings(LEARNERS.length));
    run(before, 0, 20, newTexts);
    FoldLoop loop = before.restarted(SETTINGS);
    run(loop, 20, THEN, newTexts);
    return loop;
  }

  private static List<String> digests(FoldLoop loop) {
    return IntStream.range(0, HERE).mapToObj(loop::digest).toList();
  }

  private static void write(FoldLoop loop) throws IOException {
    JsonMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    ObjectNode file = json.createObjectNode();
    digests(loop).forEach(file.putArray("digests")::add);
    ObjectNode state = file.putObject("state");
    loop.store.forEach((key, value) -> state.put(key, base64(value)));
    ObjectNode waiting = file.putObject("waiting");
    FoldLoop.entries(loop.waiting())
        .forEach((key, value) -> waiting.put(HexFormat.of().formatHex(key), base64(value)));
    Files.writeString(
        Path.of("src/test/resources/golden", LATEST), json.writeValueAsString(file) + "\n");
  }

  private static String base64(byte[] value) {
    return Base64.getEncoder().encodeToString(value);
  }

  private static JsonNode golden(String name) throws IOException {
    try (InputStream in = GoldenStateTest.class.getResourceAsStream("/golden/" + name)) {
      return new JsonMapper().readTree(in);
    }
  }

  private static Map<String, byte[]> state(JsonNode golden) {
    Map<String, byte[]> state = new TreeMap<>();
    golden.get("state").properties().forEach(e -> state.put(e.getKey(), bytes(e.getValue())));
    return state;
  }

  private static MapStorage waiting(JsonNode golden) {
    MapStorage waiting = new MapStorage();
    golden
        .get("waiting")
        .properties()
        .forEach(e -> waiting.put(HexFormat.of().parseHex(e.getKey()), bytes(e.getValue())));
    return waiting;
  }

  private static byte[] bytes(JsonNode base64) {
    return Base64.getDecoder().decode(base64.textValue());
  }

  /** A change of the format that nobody meant, or that raised no version, shows here. */
  @Test
  void shouldWriteTheBytesThatTheLatestFileHas() throws IOException, InvalidPointException {
    FoldLoop loop = written(true);
    if ("write".equals(System.getProperty("gyre.golden"))) {
      write(loop);
      return;
    }
    JsonNode golden = golden(LATEST);
    Map<String, byte[]> state = state(golden);
    assertThat(loop.store.keySet()).isEqualTo(state.keySet());
    state.forEach((key, value) -> assertThat(loop.store.get(key)).as(key).isEqualTo(value));
    Map<byte[], byte[]> waiting = FoldLoop.entries(waiting(golden));
    assertThat(FoldLoop.entries(loop.waiting())).hasSameSizeAs(waiting);
    waiting.forEach((key, value) -> assertThat(loop.waiting().get(key)).isEqualTo(value));
  }

  @Test
  void shouldHaveAStateOfEveryPart() throws IOException {
    JsonNode golden = golden(LATEST);
    Set<String> seen = new TreeSet<>();
    // One learner leaves the second time: the entry of one that has left before is only kept.
    for (int learners : new int[] {HERE, HERE - 1}) {
      FoldLoop loop = new FoldLoop(settings(learners), state(golden), waiting(golden), 0);
      seen.addAll(StateClasses.of(loop.fold.state()));
    }
    assertThat(seen).isEqualTo(StateClasses.all());
  }

  @ParameterizedTest
  @ValueSource(strings = {"state-3.json", "state-4.json", LATEST})
  void shouldGoOnFromAStateOfThen(String file) throws IOException, InvalidPointException {
    FoldLoop straight = written(file.equals(LATEST));
    JsonNode golden = golden(file);
    FoldLoop then = new FoldLoop(SETTINGS, state(golden), waiting(golden), straight.time);
    List<String> stored = new ArrayList<>();
    golden.get("digests").forEach(digest -> stored.add(digest.textValue()));
    assertThat(digests(then)).isEqualTo(stored).hasSize(HERE);
    assertThat(then.learner(3).refused()).isPositive();

    for (FoldLoop loop : List.of(straight, then)) {
      for (int i = 10; i < THEN; i += 42) {
        loop.apply(new Point("p-" + i, Fields.NONE, label(i), Point.NO_TIME));
      }
      loop.apply(
          new Point("p-" + (1_000 + THEN), Fields.NONE, label(1), Point.NO_TIME).asRepeated());
      run(loop, THEN, THEN + MORE, true);
    }
    for (int i = 0; i < HERE; i++) {
      if (file.equals(LATEST) || !OTHER_MATHS.contains(i)) {
        assertThat(then.digest(i)).as(LEARNERS[i]).isEqualTo(straight.digest(i));
      }
    }
    if (file.equals(LATEST)) {
      assertThat(then.counts()).isEqualTo(straight.counts());
    } else {
      // Points that wait hold what the blend has said.
      assertThat(then.counts().waitingBytes()).isEqualTo(straight.counts().waitingBytes());
      assertThat(then.counts().matched()).isEqualTo(straight.counts().matched());
    }
    assertThat(then.counts().matched()).isPositive();
  }
}
