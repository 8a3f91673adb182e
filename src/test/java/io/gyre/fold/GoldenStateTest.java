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
import io.gyre.data.record.RecordSettings;
import io.gyre.data.record.Schema;
import io.gyre.data.record.ValueFormat;
import io.gyre.fold.alerts.Budget;
import io.gyre.fold.alerts.CaseCost;
import io.gyre.fold.alerts.DecisionSettings;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.fold.intake.JournalSource;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.keys.KeySettings;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.SnapshotRule;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.learning.list.Kinds;
import io.gyre.state.MapStorage;
import java.io.IOException;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A state that a Gyre wrote is read by the one that follows it: each version of a part by the next.
 *
 * <p>When a part's format changes, its version is raised and its reader keeps the version before.
 * Then {@code LATEST} gets the next number, {@code mvn test -Dtest=GoldenStateTest
 * -Dgyre.golden=write} writes the file, and the file before stays and is read as well.
 *
 * <p>When a kind of learner with a part of its own is added, the same command writes the latest
 * file again, with a learner of it. Files before have fewer learners: as many as they have digests,
 * beside the one that is gone.
 */
class GoldenStateTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final String LATEST = "state-12.json";

  private static final String WRITE =
      "if this is meant, follow the javadoc of GoldenStateTest: mvn test -Dtest=GoldenStateTest -Dgyre.golden=write";

  private static final List<String> WITH_SETTINGS =
      List.of(
          "\"name\":\"plain\",\"kind\":\"logistic\",\"learningRate\":0.3,\"optimiser\":\"momentum\",\"view\":\"plain\"",
          "\"name\":\"deep\",\"kind\":\"network\",\"hidden\":5,\"learningRate\":0.03,\"optimiser\":\"adam\",\"clipNorm\":0.5,\"replay\":8,\"memory\":90,\"view\":\"standardised\"",
          "\"name\":\"full\",\"kind\":\"logistic\",\"learningRate\":0.3,\"optimiser\":\"adagrad\",\"clipNorm\":0.5,\"batch\":1",
          "\"name\":\"wild\",\"kind\":\"logistic\",\"learningRate\":100,\"clip\":0,\"clipNorm\":0,\"batch\":3,\"replay\":5,\"memory\":90",
          "\"name\":\"near\",\"kind\":\"neighbours\",\"k\":3,\"memory\":90",
          "\"name\":\"chain\",\"kind\":\"label-chain\"",
          "\"name\":\"prior\",\"kind\":\"prior\"",
          "\"name\":\"all\",\"kind\":\"blend\"",
          "\"name\":\"trees\",\"kind\":\"forest\",\"trees\":3,\"memory\":90",
          "\"name\":\"words\",\"kind\":\"naive-bayes\"");

  /** Those, one of each other kind, and one that is taken off the list. */
  private static final String[] LEARNERS =
      Stream.of(
              WITH_SETTINGS.stream(),
              Kinds.names().stream()
                  .filter(kind -> !WITH_SETTINGS.toString().contains("\"kind\":\"" + kind + '"'))
                  .map(FoldLoop::ofKind),
              Stream.of("\"name\":\"gone\",\"kind\":\"prior\""))
          .flatMap(each -> each)
          .toArray(String[]::new);

  private static final int HERE = LEARNERS.length - 1;
  private static final int BLEND = 7;
  private static final int THEN = 200;

  /** Learners of numbers alone, and the blend: their bits have changed since. */
  private static final Set<Integer> OTHER_MATHS = Set.of(0, 1, BLEND);

  /** The blend had fewer mixers once, and logistic regression on all columns no words. */
  private static final Set<Integer> OTHER_FORMATS = Set.of(2, 3, BLEND);

  private static final int MORE = 100;

  /** Points that are silent came with the sixth state; so few bytes that some are not kept. */
  private static LateLabels silent(int bytes) {
    return new LateLabels(12, 1_000_000, bytes, Label.TRUE, true);
  }

  /** Keys came with the seventh state; some values are forgotten. */
  private static final List<String> KEYS = List.of("größe", "größe+none");

  /** The states before the sixth. */
  private static final Set<String> NOT_SILENT = Set.of("state-5.json");

  /** The states before the seventh. */
  private static final Set<String> NO_KEYS = Set.of("state-5.json", "state-6.json");

  /** Words came with the eighth state. */
  private static final Set<String> NO_WORDS =
      Set.of("state-5.json", "state-6.json", "state-7.json");

  /** The states before the ninth. */
  private static final Set<String> NO_TIMES =
      Set.of("state-5.json", "state-6.json", "state-7.json", "state-8.json");

  /** Decisions came with the tenth state. */
  private static final DecisionSettings DECISIONS =
      new DecisionSettings(
          new Budget(9, 50, false), new CaseCost(null, "x.y"), new CaseCost(0.5, null));

  private static final Label A = ClassNumbers.label(Label.Form.TEXT.ordinal(), "a");

  private static boolean decides(String file) {
    return !NO_TIMES.contains(file) && !file.equals("state-9.json");
  }

  /** Schemas came with the eleventh state. */
  private static boolean hasSchemas(String file) {
    return decides(file) && !file.equals("state-10.json");
  }

  private static FoldSettings settings(String file, String... learners) {
    return FoldLoop.settings(learners)
        .with(
            NOT_SILENT.contains(file)
                ? FoldLoop.LATE
                : silent(NO_KEYS.contains(file) ? 12_000 : 24_000))
        .withKeys(new KeySettings(List.of(), 9))
        .withClasses(List.of(), decides(file) ? A : null)
        .withRecords(
            RecordSettings.standard()
                .withKeys(NO_KEYS.contains(file) ? List.of() : KEYS)
                .withFormat(hasSchemas(file) ? ValueFormat.AUTO : ValueFormat.JSON))
        .withDecisions(decides(file) ? DECISIONS : null);
  }

  private static FoldSettings first(int learners, String file) {
    return settings(file, Arrays.copyOf(LEARNERS, learners));
  }

  private static Point point(int i, Label label, String file) {
    String[] paths = {"x", "x.y", "größe", "none", "text", "at"};
    double[] numbers = {
      Math.sin(i), i % 97 == 0 ? 1e75 : i % 13, Double.NaN, Double.NaN, Double.NaN, Double.NaN
    };
    String[] texts = {
      null,
      null,
      i % 2 == 0 ? "rot" : "grün",
      "n" + i * i % 251,
      NO_WORDS.contains(file) ? null : words(i),
      NO_TIMES.contains(file) ? null : "2026-11-0%dT%02d:30:00Z".formatted(1 + i / 30 % 9, i % 24)
    };
    return new Point("p-" + i, new Fields(paths, numbers, texts), label, Point.NO_TIME, false);
  }

  private static String words(int i) {
    return "a text of %s words: %s".formatted(i % 3 == 0 ? "many" : "few", "今天 " + i * i % 97);
  }

  private static Label label(int i) throws InvalidPointException {
    return Label.ofText(i > 90 && i % 9 == 0 ? "seldom" : Math.sin(i) > 0.2 ? "a" : "b");
  }

  /** Two in three have their label at once, others later or never, or before they come. */
  private static void run(FoldLoop loop, int from, int to, String file)
      throws InvalidPointException {
    if (hasSchemas(file)) {
      loop.apply(LogRecord.schema("id/7", new Schema(ValueFormat.AVRO, "\"größe\"", null)));
      loop.apply(LogRecord.schema("guid/none", Schema.denied("there is none")));
    }
    for (int i = from; i < to; i++) {
      if (i % 42 == 22) {
        loop.label("p-" + i, label(i), loop.time);
      }
      JournalSource source = new JournalSource("Xk1uD9cKQ2m3yY0bq7mZzA", i % 3, i, 0);
      Point point = point(i, i % 3 == 1 ? null : label(i), file);
      loop.merged(LogRecord.Kind.POINT, point, loop.time, source);
      if (i % 6 == 4) {
        loop.apply(new Point("p-" + (i - 3), Fields.NONE, label(i - 3), Point.NO_TIME, false));
      }
    }
    loop.apply(point(1_000 + to, null, file).asRepeated());
    loop.save();
  }

  /** The first learners learn, and at the beginning the last of all, until it is taken off. */
  private static FoldLoop written(int here, String file) throws InvalidPointException {
    String[] learners = Arrays.copyOf(LEARNERS, here + 1);
    learners[here] = LEARNERS[HERE];
    FoldLoop before = new FoldLoop(settings(file, learners));
    run(before, 0, 20, file);
    FoldLoop loop = before.restarted(first(here, file));
    run(loop, 20, THEN, file);
    return loop;
  }

  private static List<String> digests(FoldLoop loop, int here) {
    return IntStream.range(0, here).mapToObj(loop::digest).toList();
  }

  /**
   * Returns what a learner has saved but its scores: sums that are newer than a state lack points.
   */
  private static Map<String, String> learned(FoldLoop loop, int learner) {
    String prefix = "learner/%s/".formatted(loop.report().learners().get(learner));
    Map<String, String> learned = new TreeMap<>();
    loop.saved()
        .forEach(
            (key, value) -> {
              if (key.startsWith(prefix) && !key.matches(".*/(scores|windows|settings)")) {
                learned.put(key, base64(value));
              }
            });
    return learned;
  }

  @BeforeAll
  static void writeIfAsked() throws IOException, InvalidPointException {
    if (!"write".equals(System.getProperty("gyre.golden"))) {
      return;
    }
    FoldLoop loop = written(HERE, LATEST);
    JsonMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    ObjectNode file = json.createObjectNode();
    digests(loop, HERE).forEach(file.putArray("digests")::add);
    ObjectNode state = file.putObject("state");
    loop.store.forEach((key, value) -> state.put(key, base64(value)));
    ObjectNode waiting = file.putObject("waiting");
    FoldLoop.entries(loop.waiting())
        .forEach((key, value) -> waiting.put(HexFormat.of().formatHex(key), base64(value)));
    ObjectNode keys = file.putObject("keys");
    FoldLoop.entries(loop.keys)
        .forEach((key, value) -> keys.put(HexFormat.of().formatHex(key), base64(value)));
    Files.writeString(GOLDEN.resolve(LATEST), json.writeValueAsString(file) + "\n");
  }

  private static String base64(byte[] value) {
    return Base64.getEncoder().encodeToString(value);
  }

  private static JsonNode golden(String name) throws IOException {
    return new JsonMapper().readTree(GOLDEN.resolve(name).toFile());
  }

  private static Map<String, byte[]> state(JsonNode golden) {
    Map<String, byte[]> state = new TreeMap<>();
    golden.get("state").properties().forEach(e -> state.put(e.getKey(), bytes(e.getValue())));
    return state;
  }

  private static FoldLoop read(JsonNode golden, FoldSettings settings, long time) {
    return new FoldLoop(
        settings,
        state(golden),
        storage(golden, "waiting"),
        storage(golden, "keys"),
        time,
        SnapshotRule.ALWAYS);
  }

  private static MapStorage storage(JsonNode golden, String name) {
    MapStorage storage = new MapStorage();
    golden
        .path(name)
        .properties()
        .forEach(e -> storage.put(HexFormat.of().parseHex(e.getKey()), bytes(e.getValue())));
    return storage;
  }

  private static byte[] bytes(JsonNode base64) {
    return Base64.getDecoder().decode(base64.textValue());
  }

  /** A change of the format that nobody meant, or that raised no version, shows here. */
  @Test
  void shouldWriteTheBytesThatTheLatestFileHas() throws IOException, InvalidPointException {
    FoldLoop loop = written(HERE, LATEST);
    JsonNode golden = golden(LATEST);
    Map<String, byte[]> state = state(golden);
    assertThat(loop.store.keySet().stream().filter(key -> !state.containsKey(key)))
        .as("keys that are not in %s; %s", LATEST, WRITE)
        .isEmpty();
    state.forEach(
        (key, value) ->
            assertThat(Arrays.equals(loop.store.get(key), value))
                .as("bytes of %s are those of %s; %s", key, LATEST, WRITE)
                .isTrue());
    assertSame(loop.waiting(), storage(golden, "waiting"));
    assertSame(loop.keys, storage(golden, "keys"));
  }

  private static void assertSame(MapStorage found, MapStorage expected) {
    assertThat(FoldLoop.entries(found)).hasSameSizeAs(FoldLoop.entries(expected)).isNotEmpty();
    FoldLoop.entries(expected).forEach((key, value) -> assertThat(found.get(key)).isEqualTo(value));
  }

  @Test
  void shouldHaveAStateOfEveryPart() throws IOException {
    JsonNode golden = golden(LATEST);
    Set<String> seen = new TreeSet<>();
    // One learner leaves the second time: the entry of one that has left before is only kept.
    int here = golden.get("digests").size();
    for (int learners : new int[] {here, here - 1}) {
      FoldLoop loop = read(golden, first(learners, LATEST), 0);
      seen.addAll(StateClasses.of(loop.fold.state));
    }
    StateClasses.assertAll(seen);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state-5.json",
        "state-6.json",
        "state-7.json",
        "state-8.json",
        "state-9.json",
        "state-10.json",
        "state-11.json",
        LATEST
      })
  void shouldGoOnFromAStateOfThen(String file) throws IOException, InvalidPointException {
    JsonNode golden = golden(file);
    int here = golden.get("digests").size();
    boolean latest = file.equals(LATEST);
    FoldLoop straight = written(here, file);
    FoldLoop then = read(golden, first(here, file), straight.time);
    List<String> stored = new ArrayList<>();
    golden.get("digests").forEach(digest -> stored.add(digest.textValue()));
    if (!latest) {
      // A digest is of the bytes in the latest format.
      OTHER_FORMATS.forEach(i -> stored.set(i, then.digest(i)));
    }
    assertThat(digests(then, here)).isEqualTo(stored);
    assertThat(then.learner(3).refused()).isPositive();

    for (FoldLoop loop : List.of(straight, then)) {
      for (int i = 10; i < THEN; i += 42) {
        loop.apply(new Point("p-" + i, Fields.NONE, label(i), Point.NO_TIME, false));
      }
      loop.apply(
          new Point("p-" + (1_000 + THEN), Fields.NONE, label(1), Point.NO_TIME, false)
              .asRepeated());
      run(loop, THEN, THEN + MORE, file);
    }
    for (int i = 0; i < here; i++) {
      if (latest) {
        assertThat(then.digest(i)).as(LEARNERS[i]).isEqualTo(straight.digest(i));
      } else if (!OTHER_MATHS.contains(i)) {
        assertThat(learned(then, i)).as(LEARNERS[i]).isEqualTo(learned(straight, i)).isNotEmpty();
      }
    }
    if (latest) {
      assertThat(then.counts()).isEqualTo(straight.counts());
    } else {
      // Points that wait hold what the blend has said: less, when it had fewer mixers.
      assertThat(then.counts().matched()).isEqualTo(straight.counts().matched());
    }
    assertThat(then.counts().matched()).isPositive();
    assertThat(then.counts().learnedTooLate() > 0).isEqualTo(!NOT_SILENT.contains(file));
  }
}
