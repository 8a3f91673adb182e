package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.data.Point;
import io.gyre.data.Spirals;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * State files that a Gyre wrote, of every version of every part, must be read for ever after by the
 * one that follows it.
 *
 * <p>When a part's format changes, its version is raised, its reader keeps the version before, and
 * {@code -Dgyre.golden=write} writes the next file; the files before stay.
 */
class GoldenStateTest {

  private static final String LATEST = "state-4.json";

  private static final FoldSettings SETTINGS =
      Loop.settings(
          "\"name\":\"plain\",\"kind\":\"logistic\",\"learningRate\":0.3,\"optimiser\":\"momentum\",\"view\":\"plain\"",
          "\"name\":\"deep\",\"kind\":\"network\",\"learningRate\":0.03,\"optimiser\":\"adam\",\"replay\":8,\"memory\":90,\"view\":\"standardised\"",
          "\"name\":\"full\",\"kind\":\"logistic\",\"learningRate\":0.3,\"optimiser\":\"adagrad\",\"batch\":1",
          "\"name\":\"near\",\"kind\":\"neighbours\",\"k\":3,\"memory\":90",
          "\"name\":\"chain\",\"kind\":\"label-chain\"",
          "\"name\":\"prior\",\"kind\":\"prior\"",
          "\"name\":\"all\",\"kind\":\"blend\"");

  private static final int LEARNERS = SETTINGS.learners().size();

  private static final int THEN = 250;
  private static final int MORE = 150;

  private static final List<Point> POINTS =
      IntStream.range(0, THEN + MORE)
          .mapToObj(new Spirals(3, 11, 0.2, 0.67, 0, Spirals.NEVER)::at)
          .toList();

  private static Loop written() throws IOException {
    Loop loop = new Loop(SETTINGS);
    loop.run(POINTS.subList(0, THEN));
    if ("write".equals(System.getProperty("gyre.golden"))) {
      write(loop);
    }
    return loop;
  }

  private static void write(Loop loop) throws IOException {
    JsonMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    ObjectNode file = json.createObjectNode();
    ArrayNode digests = file.putArray("digests");
    digests(loop).forEach(digests::add);
    ObjectNode entries = file.putObject("entries");
    loop.store.forEach((key, value) -> entries.put(key, Base64.getEncoder().encodeToString(value)));
    Files.writeString(
        Path.of("src/test/resources/golden", LATEST), json.writeValueAsString(file) + "\n");
  }

  private static List<String> digests(Loop loop) {
    return IntStream.range(0, LEARNERS).mapToObj(loop::digest).toList();
  }

  private static JsonNode golden(String file) throws IOException {
    try (InputStream in = GoldenStateTest.class.getResourceAsStream("/golden/" + file)) {
      return new JsonMapper().readTree(in);
    }
  }

  private static Map<String, byte[]> entries(JsonNode golden) {
    Map<String, byte[]> entries = new TreeMap<>();
    golden
        .get("entries")
        .properties()
        .forEach(
            entry ->
                entries.put(
                    entry.getKey(), Base64.getDecoder().decode(entry.getValue().textValue())));
    return entries;
  }

  /** A change of the format that nobody meant, or that raised no version, shows here. */
  @Test
  void shouldWriteTheBytesThatTheLatestFileHas() throws IOException {
    Loop loop = written();
    Map<String, byte[]> latest = entries(golden(LATEST));

    assertThat(loop.store.keySet()).isEqualTo(latest.keySet());
    latest.forEach((key, value) -> assertThat(loop.store.get(key)).as(key).isEqualTo(value));
  }

  @Test
  void shouldGoOnFromAStateOfThen() throws IOException {
    JsonNode golden = golden(LATEST);
    Loop then = new Loop(SETTINGS, entries(golden));
    List<String> stored = new ArrayList<>();
    golden.get("digests").forEach(digest -> stored.add(digest.textValue()));
    assertThat(digests(then)).isEqualTo(stored).hasSize(LEARNERS);

    then.run(POINTS.subList(THEN, THEN + MORE));
    Loop whole = written();
    whole.run(POINTS.subList(THEN, THEN + MORE));
    assertThat(digests(then)).isEqualTo(digests(whole));
  }

  /**
   * Digests are of this version's bytes, and the arithmetic of a step may have been another by a
   * rounding: what was learned, and the scores, tell as much.
   */
  @ParameterizedTest
  @ValueSource(strings = {"state-1.json", "state-2.json", "state-3.json"})
  void shouldLearnOnFromAStateOfAnEarlierVersion(String file) throws IOException {
    Loop then = new Loop(SETTINGS, entries(golden(file)));
    then.run(POINTS.subList(THEN, THEN + MORE));
    Loop again = then.restarted();

    Loop whole = written();
    whole.run(POINTS.subList(THEN, THEN + MORE));
    assertThat(digests(again)).isEqualTo(digests(then));
    for (int learner = 0; learner < 2; learner++) {
      assertThat(then.fold.report(learner).step()).isEqualTo(whole.fold.report(learner).step());
    }
    LearnerView plain = then.fold.report(0);
    assertClose(plain.parameters(), whole.fold.report(0).parameters());
    assertClose(plain.total(), whole.fold.report(0).total());
    assertGoesOnWithItsScale(then, whole);
  }

  /**
   * A learner that standardises had a scale of its own, which it updated with each batch. The
   * shared one goes on from there, also with the points that waited; what was learned before, when
   * there was no scale yet as the classes appeared, is a little different.
   */
  private static void assertGoesOnWithItsScale(Loop then, Loop whole) {
    LearnerView deep = then.fold.report(1);
    LearnerView expected = whole.fold.report(1);
    assertThat(deep.parameters().get("scaling"))
        .usingRecursiveComparison()
        .isEqualTo(expected.parameters().get("scaling"));
    assertThat((double) deep.total().get("accuracy"))
        .isCloseTo((double) expected.total().get("accuracy"), within(0.02));
    assertThat(then.store.keySet()).isEqualTo(whole.store.keySet());
  }

  private static void assertClose(Map<String, Object> found, Map<String, Object> expected) {
    assertThat(found)
        .usingRecursiveComparison()
        .withEqualsForType((a, b) -> Math.abs(a - b) <= 1e-9, Double.class)
        .withEqualsForType((a, b) -> a.length == b.length && isClose(a, b), double[].class)
        .isEqualTo(expected);
  }

  private static boolean isClose(double[] a, double[] b) {
    return IntStream.range(0, a.length).allMatch(i -> Math.abs(a[i] - b[i]) <= 1e-9);
  }
}
