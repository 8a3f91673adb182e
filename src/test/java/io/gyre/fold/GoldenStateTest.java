package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
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
import io.gyre.format.RecordSettings;
import io.gyre.format.Schema;
import io.gyre.format.ValueFormat;
import io.gyre.learning.KindsOfClasses;
import io.gyre.learning.list.Kinds;
import io.gyre.state.Blocks;
import io.gyre.state.DamagedStateException;
import io.gyre.state.MapStorage;
import io.gyre.time.WindowSettings;
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
 * A state that a Gyre wrote is read by the one that follows it, and refused by later ones.
 *
 * <p>When a part's format changes, its version is raised and its reader keeps the version before.
 * Then {@code LATEST} gets the next number, {@code mvn test -Dtest=GoldenStateTest
 * -Dgyre.golden=write} writes the file, the file before stays and is read as well, and the one
 * before that goes, with what reads it.
 *
 * <p>When a kind of learner with a part of its own is added, the same command writes the latest
 * file again, with a learner of it. The file before has fewer learners: as many as it has digests,
 * beside the one that is gone.
 *
 * <p>The state of amounts has files of its own, by the same command.
 */
class GoldenStateTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final String LATEST = "state-13.json";
  private static final String BEFORE = "state-12.json";

  /** Of a build that others still run; what is before it is still read. */
  private static final String OLDEST = "state-11.json";

  /** States of amounts, of the same numbers as the first two; none is older. */
  private static final String AMOUNTS = "amounts-13.json";

  private static final String AMOUNTS_BEFORE = "amounts-12.json";

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
              KindsOfClasses.names().stream()
                  .filter(kind -> !WITH_SETTINGS.toString().contains("\"kind\":\"" + kind + '"'))
                  .map(FoldLoop::ofKind),
              Stream.of("\"name\":\"gone\",\"kind\":\"prior\""))
          .flatMap(each -> each)
          .toArray(String[]::new);

  private static final List<String> OF_AMOUNTS =
      List.of(
          "\"name\":\"line\",\"kind\":\"linear\",\"learningRate\":0.3,\"optimiser\":\"adagrad\",\"batch\":3,\"clip\":5,\"labels\":true",
          "\"name\":\"curve\",\"kind\":\"network\",\"hidden\":2,\"learningRate\":0.01,\"optimiser\":\"adam\",\"batch\":1,\"replay\":3,\"memory\":20,\"asinh\":true",
          "\"name\":\"near\",\"kind\":\"neighbours\",\"k\":3,\"memory\":20",
          "\"name\":\"trees\",\"kind\":\"forest\",\"trees\":2,\"memory\":20,\"labels\":true",
          "\"name\":\"mix\",\"kind\":\"mix\"");

  /** One of each other kind of amounts, and those. */
  private static final FoldSettings AMOUNT_SETTINGS =
      new FoldSettings(
              RecordSettings.standard().withKeys(List.of("size")).withAmounts(),
              FoldLoop.learners(
                  Stream.concat(
                          Kinds.names().stream()
                              .filter(kind -> !OF_AMOUNTS.toString().contains('"' + kind + '"'))
                              .map(FoldLoop::ofKind)
                              .filter(GoldenStateTest::learnsAmounts),
                          OF_AMOUNTS.stream())
                      .toArray(String[]::new)),
              WindowSettings.standard())
          .withDecisions(new DecisionSettings(new Budget(9, 50, false), null, null))
          .with(new LateLabels(12, 1_000_000, 24_000, Label.of(100), true))
          .withKeys(new KeySettings(List.of(), 9));

  private static final int HERE = LEARNERS.length - 1;
  private static final int THEN = 200;

  private static final int MORE = 100;

  /** So few bytes that some points that are silent are not kept. */
  private static final LateLabels SILENT = new LateLabels(12, 1_000_000, 24_000, Label.TRUE, true);

  private static final List<String> KEYS = List.of("größe", "größe+none");

  private static final DecisionSettings DECISIONS =
      new DecisionSettings(
          new Budget(9, 50, false), new CaseCost(null, "x.y"), new CaseCost(0.5, null));

  private static final Label A = ClassNumbers.label(Label.Form.TEXT.ordinal(), "a");

  private static FoldSettings settings(String... learners) {
    return FoldLoop.settings(learners)
        .with(SILENT)
        .withKeys(new KeySettings(List.of(), 9))
        .withClasses(List.of(), A)
        .withRecords(RecordSettings.standard().withKeys(KEYS).withFormat(ValueFormat.AUTO))
        .withDecisions(DECISIONS);
  }

  private static boolean learnsAmounts(String learner) {
    return FoldLoop.learners(learner).get(0).settings().learnsAmounts();
  }

  private static FoldSettings first(int learners) {
    return settings(Arrays.copyOf(LEARNERS, learners));
  }

  private static Point point(int i, Label label) {
    String[] paths = {"x", "x.y", "größe", "none", "text", "at"};
    double[] numbers = {
      Math.sin(i), i % 97 == 0 ? 1e75 : i % 13, Double.NaN, Double.NaN, Double.NaN, Double.NaN
    };
    String[] texts = {
      null,
      null,
      i % 2 == 0 ? "rot" : "grün",
      "n" + i * i % 251,
      words(i),
      "2026-11-0%dT%02d:30:00Z".formatted(1 + i / 30 % 9, i % 24)
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
  private static void run(FoldLoop loop, int from, int to) throws InvalidPointException {
    loop.apply(LogRecord.schema("id/7", new Schema(ValueFormat.AVRO, "\"größe\"", null)));
    loop.apply(LogRecord.schema("guid/none", Schema.denied("there is none")));
    for (int i = from; i < to; i++) {
      if (i % 42 == 22) {
        loop.label("p-" + i, label(i), loop.time);
      }
      JournalSource source = new JournalSource("Xk1uD9cKQ2m3yY0bq7mZzA", i % 3, i, 0);
      Point point = point(i, i % 3 == 1 ? null : label(i));
      loop.merged(LogRecord.Kind.POINT, point, loop.time, source);
      if (i % 6 == 4) {
        loop.apply(new Point("p-" + (i - 3), Fields.NONE, label(i - 3), Point.NO_TIME, false));
      }
    }
    loop.apply(point(1_000 + to, null).asRepeated());
    loop.save();
  }

  /** The first learners learn, and at the beginning the last of all, until it is taken off. */
  private static FoldLoop written(int here) throws InvalidPointException {
    String[] learners = Arrays.copyOf(LEARNERS, here + 1);
    learners[here] = LEARNERS[HERE];
    FoldLoop before = new FoldLoop(settings(learners));
    run(before, 0, 20);
    FoldLoop loop = before.restarted(first(here));
    run(loop, 20, THEN);
    return loop;
  }

  /** As of classes; one label in fifty is wild. */
  private static void runAmounts(FoldLoop loop, int from, int to) throws InvalidPointException {
    for (int i = from; i < to; i++) {
      double x = Math.sin(i);
      Fields fields =
          new Fields(
              new String[] {"x", "size"},
              new double[] {i % 97 == 0 ? 1e75 : x, Double.NaN},
              new String[] {null, i % 3 == 0 ? "small" : "groß"});
      Point point = new Point("p-" + i, fields, amount(i), Point.NO_TIME, false);
      loop.apply(i % 3 == 1 ? point.withoutLabel() : point);
      if (i % 6 == 4) {
        loop.label("p-" + (i - 3), amount(i - 3), loop.time);
      }
    }
    loop.save();
  }

  private static Label amount(int i) throws InvalidPointException {
    return Label.ofNumber(i % 50 == 49 ? "-1e70" : Double.toString(100 + 7 * Math.sin(i) + i % 5));
  }

  /** After a restart, with errors enough for intervals. */
  private static FoldLoop writtenAmounts() throws InvalidPointException {
    FoldLoop before = new FoldLoop(AMOUNT_SETTINGS);
    runAmounts(before, 0, 150);
    FoldLoop loop = before.restarted();
    runAmounts(loop, 150, THEN);
    return loop;
  }

  private static FoldLoop written(String file) throws InvalidPointException {
    return file.equals(AMOUNTS) ? writtenAmounts() : written(HERE);
  }

  private static List<String> digests(FoldLoop loop, int here) {
    return IntStream.range(0, here).mapToObj(loop::digest).toList();
  }

  @BeforeAll
  static void writeIfAsked() throws IOException, InvalidPointException {
    if (!"write".equals(System.getProperty("gyre.golden"))) {
      return;
    }
    write(LATEST);
    write(AMOUNTS);
  }

  private static void write(String name) throws IOException, InvalidPointException {
    FoldLoop loop = written(name);
    JsonMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    ObjectNode file = json.createObjectNode();
    digests(loop, loop.settings().learners().size()).forEach(file.putArray("digests")::add);
    ObjectNode state = file.putObject("state");
    loop.store.forEach((key, value) -> state.put(key, base64(value)));
    ObjectNode waiting = file.putObject("waiting");
    FoldLoop.entries(loop.waiting())
        .forEach((key, value) -> waiting.put(HexFormat.of().formatHex(key), base64(value)));
    ObjectNode keys = file.putObject("keys");
    FoldLoop.entries(loop.keys)
        .forEach((key, value) -> keys.put(HexFormat.of().formatHex(key), base64(value)));
    Files.writeString(GOLDEN.resolve(name), json.writeValueAsString(file) + "\n");
  }

  private static String base64(byte[] value) {
    return Base64.getEncoder().encodeToString(value);
  }

  private static JsonNode golden(String name) throws IOException {
    return new JsonMapper().readTree(GOLDEN.resolve(name).toFile());
  }

  private static List<String> stored(JsonNode golden) {
    List<String> digests = new ArrayList<>();
    golden.get("digests").forEach(digest -> digests.add(digest.textValue()));
    return digests;
  }

  private static Map<String, byte[]> state(JsonNode golden) {
    Map<String, byte[]> state = new TreeMap<>();
    golden.get("state").properties().forEach(e -> state.put(e.getKey(), bytes(e.getValue())));
    return state;
  }

  private static FoldLoop read(JsonNode golden, FoldSettings settings, long time) {
    return read(golden, state(golden), settings, time);
  }

  private static FoldLoop read(
      JsonNode golden, Map<String, byte[]> state, FoldSettings settings, long time) {
    return new FoldLoop(
        settings,
        state,
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
  @ParameterizedTest
  @ValueSource(strings = {LATEST, AMOUNTS})
  void shouldWriteTheBytesThatTheLatestFileHas(String file)
      throws IOException, InvalidPointException {
    FoldLoop loop = written(file);
    JsonNode golden = golden(file);
    Map<String, byte[]> state = state(golden);
    assertThat(loop.store.keySet().stream().filter(key -> !state.containsKey(key)))
        .as("keys that are not in %s; %s", file, WRITE)
        .isEmpty();
    state.forEach(
        (key, value) ->
            assertThat(Arrays.equals(loop.store.get(key), value))
                .as("bytes of %s are those of %s; %s", key, file, WRITE)
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
      FoldLoop loop = read(golden, first(learners), 0);
      seen.addAll(StateClasses.of(loop.fold.state));
    }
    seen.addAll(StateClasses.of(read(golden(AMOUNTS), AMOUNT_SETTINGS, 0).fold.state));
    StateClasses.assertAll(seen);
  }

  @ParameterizedTest
  @ValueSource(strings = {OLDEST, BEFORE, LATEST})
  void shouldGoOnFromAStateOfThen(String file) throws IOException, InvalidPointException {
    JsonNode golden = golden(file);
    int here = golden.get("digests").size();
    FoldLoop straight = written(here);
    FoldLoop then = read(golden, first(here), straight.time);
    assertThat(digests(then, here)).isEqualTo(stored(golden));
    assertThat(then.learner(3).refused()).isPositive();

    for (FoldLoop loop : List.of(straight, then)) {
      for (int i = 10; i < THEN; i += 42) {
        loop.apply(new Point("p-" + i, Fields.NONE, label(i), Point.NO_TIME, false));
      }
      loop.apply(
          new Point("p-" + (1_000 + THEN), Fields.NONE, label(1), Point.NO_TIME, false)
              .asRepeated());
      run(loop, THEN, THEN + MORE);
    }
    assertThat(digests(then, here)).isEqualTo(digests(straight, here));
    assertThat(then.counts()).isEqualTo(straight.counts());
    assertThat(then.counts().matched()).isPositive();
    assertThat(then.counts().learnedTooLate()).isPositive();
  }

  @Test
  void shouldGoOnFromAStateOfAmounts() throws IOException, InvalidPointException {
    JsonNode golden = golden(AMOUNTS);
    int here = golden.get("digests").size();
    FoldLoop straight = writtenAmounts();
    FoldLoop then = read(golden, AMOUNT_SETTINGS, straight.time);
    assertThat(digests(then, here)).isEqualTo(stored(golden));

    for (FoldLoop loop : List.of(straight, then)) {
      for (int i = 1; i < THEN; i += 3) {
        loop.label("p-" + i, amount(i), loop.time);
      }
      runAmounts(loop, THEN, THEN + MORE);
    }
    assertThat(digests(then, here)).isEqualTo(digests(straight, here));
    assertThat(then.counts()).isEqualTo(straight.counts());
    assertThat(then.counts().matched()).isPositive();
    for (String metric : List.of("mae", "coverage", "limited")) {
      assertThat(then.total(here - 1, metric)).isEqualTo(straight.total(here - 1, metric));
      assertThat((double) then.total(here - 1, metric)).as(metric).isPositive();
    }
  }

  /**
   * The digests are others, since labels that are late are learned otherwise; what waits is
   * learned.
   */
  @Test
  void shouldGoOnFromAStateOfAmountsOfTheBuildBefore() throws IOException, InvalidPointException {
    FoldLoop straight = writtenAmounts();
    FoldLoop then = read(golden(AMOUNTS_BEFORE), AMOUNT_SETTINGS, straight.time);
    for (int i = 1; i < THEN; i += 3) {
      then.label("p-" + i, amount(i), then.time);
    }
    runAmounts(then, THEN, THEN + MORE);
    assertThat(then.counts().matched()).isGreaterThan(straight.counts().matched());
  }

  /** Each version of the file before is read; an older one is refused, not misread. */
  @Test
  void shouldRefuseAPartThatIsOlderThanTheFileBefore() throws IOException {
    JsonNode before = golden(OLDEST);
    FoldSettings settings = first(before.get("digests").size());
    List<String> refused = new ArrayList<>();
    List<String> read = new ArrayList<>();
    state(before)
        .forEach(
            (key, value) -> {
              int older = Blocks.version(value) - 1;
              Map<String, byte[]> state = state(before);
              state.put(key, Blocks.cut(older, Blocks.join(value, block -> null)).get(0));
              try {
                read(before, state, settings, 0);
                read.add(key);
              } catch (GyreException e) {
                assertThat(e)
                    .isNotInstanceOf(DamagedStateException.class)
                    .hasMessageContaining(
                        "made by an earlier Gyre: the part %s has version %d", key, older);
                assertThat(e.remedies).contains(Remedy.of(Remedy.Kind.START_ANEW));
                refused.add(key);
              }
            });
    // The clock counts what is ignored now, and the parts of a learner that has left are only kept.
    assertThat(read).allMatch(key -> key.equals("ignored") || key.startsWith("learner/gone/"));
    assertThat(refused).hasSizeGreaterThan(100);
  }
}
