package io.gyre.fold;

import static io.gyre.learning.list.LearnerPresets.AMOUNTS;
import static io.gyre.learning.list.LearnerPresets.DATA;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.encoding.AnyRecords;
import io.gyre.fold.alerts.Budget;
import io.gyre.fold.alerts.CaseCost;
import io.gyre.fold.alerts.DecisionSettings;
import io.gyre.fold.intake.JournalSource;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.keys.KeySettings;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.SnapshotRule;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.format.RecordSettings;
import io.gyre.format.Schema;
import io.gyre.learning.KindsOfClasses;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.state.MapEntries;
import io.gyre.state.MapStorage;
import io.gyre.state.StatePart;
import io.gyre.state.StateWriter;
import io.gyre.state.StoredPart;
import io.gyre.time.WindowSettings;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A part whose content changes counts it, or the change is lost: after every record a part whose
 * count is as before writes what it wrote before. Every class of parts is looked at. {@code
 * -Dgyre.seed=7} drives the run of that seed.
 */
class CountedChangesTest {

  private static final int RECORDS = 400;
  private static final int BEHIND_JOURNAL = 100;

  /** One whose steps are refused. */
  private static final String WILD =
      "\"name\":\"wild\",\"kind\":\"logistic\",\"learningRate\":%d,\"batch\":3,\"clip\":0,\"clipNorm\":0,\"replay\":5,\"memory\":40";

  /** One that lets the memory hold more. */
  private static final String WIDE =
      "\"name\":\"wide\",\"kind\":\"neighbours\",\"k\":3,\"memory\":6000";

  /** One whose trees hold fewer points than come. */
  private static final String TREES =
      "\"name\":\"trees\",\"kind\":\"forest\",\"trees\":2,\"memory\":60";

  /** One of each other kind. */
  private static final String[] ELSE =
      KindsOfClasses.names().stream()
          .filter(kind -> DATA.learners().stream().noneMatch(known -> known.kind().equals(kind)))
          .map(FoldLoop::ofKind)
          .toArray(String[]::new);

  private static final List<DecisionSettings> DECISIONS =
      List.of(
          new DecisionSettings(new Budget(9, 90, false), null, null),
          new DecisionSettings(new Budget(9, 60, false), null, null),
          new DecisionSettings(
              Budget.ofShare(0.1), new CaseCost(null, "x"), new CaseCost(0.1, null)),
          new DecisionSettings(null, new CaseCost(null, "x"), new CaseCost(0.1, null)));

  private static final double[] MONSTERS = {1e75, -1e75, 1e308, 1e-300};

  private record Content(long changes, byte[] bytes) {

    boolean has(byte[] others) {
      return Arrays.equals(bytes, others);
    }
  }

  private final int seed = Integer.getInteger("gyre.seed", new Random().nextInt(1_000_000));
  private final Random random = new Random(seed);
  private final AnyRecords records = new AnyRecords(seed);
  private final Map<String, byte[]> saved = new TreeMap<>();
  private final MapStorage waiting = new MapStorage();
  private final MapStorage keys = new MapStorage();
  private final Map<StatePart, Content> last = new IdentityHashMap<>();
  private static final Set<String> SEEN = new TreeSet<>();

  private boolean ofAmounts;
  private final long[] offsets = new long[3];
  private FoldLoop loop;
  private FoldState state;
  private long time = 1_000_000;
  private int next;

  /** With two learners less than the last time, or two more, and some settings that are others. */
  private void restart(boolean all) throws InvalidPointException {
    if (loop != null) {
      loop.save();
    }
    List<LearnerSettings> learners = FoldLoop.learners(WILD.formatted(100 + random.nextInt(2)));
    learners.addAll(all ? FoldLoop.learners(WIDE, TREES) : List.of());
    learners.addAll(all ? FoldLoop.learners(ELSE) : List.of());
    learners.addAll(DATA.learners());
    List<String> ignored = random.nextBoolean() ? List.of("flag") : List.of("flag", "both");
    RecordSettings means = RecordSettings.standard().withIgnored(ignored);
    WindowSettings windowing = new WindowSettings(50, 10, 1_000);
    FoldSettings settings =
        new FoldSettings(
                ofAmounts ? means.withKeys(keys()).withAmounts() : means.withKeys(keys()),
                ofAmounts ? AMOUNTS.learners() : learners,
                windowing)
            .withKeys(new KeySettings(random.nextInt(4) > 0 ? List.of() : List.of(60L), 200))
            .with(
                random.nextBoolean()
                    ? new LateLabels(600, 30, 1 << 20, null, false)
                    : new LateLabels(60, 30, 1 << 20, Label.of(7), random.nextBoolean()));
    DecisionSettings decisions = DECISIONS.get(random.nextInt(DECISIONS.size()));
    if (!ofAmounts || !decisions.hasCosts()) {
      settings = settings.withDecisions(decisions);
    }
    if (!ofAmounts) {
      settings = settings.withClasses(List.of(), Label.parse("class 1"));
    }
    loop = new FoldLoop(settings, saved, waiting, keys, time, SnapshotRule.ALWAYS);
    state = loop.fold.state;
    state.parts().filter(part -> !part.changed()).forEach(this::assertSaved);
  }

  /** The first fold has some: those of later ones may all be none. */
  private List<String> keys() {
    return loop == null
        ? List.of("key")
        : List.of(List.<String>of(), List.of("key"), List.of("key", "color+few"))
            .get(random.nextInt(3));
  }

  /** What changes when a state is taken up counts as well. */
  private void assertSaved(StoredPart stored) {
    StatePart part = stored.part;
    // A blend leaves out those that have gone, whenever it is read.
    if (part.present() && !part.name.equals("mixture")) {
      Map<String, byte[]> now = new TreeMap<>();
      String prefix = stored.key.substring(0, stored.key.length() - part.name.length());
      new StoredPart(prefix, part).save(new MapEntries(now), new StateWriter());
      now.forEach(
          (key, bytes) ->
              assertThat(Arrays.equals(saved.get(key), bytes))
                  .as("record %d of seed %d: %s is as it was saved", next, seed, key)
                  .isTrue());
    }
  }

  private Fields fields() {
    Map<String, Object> record = records.nextWithText();
    if (random.nextInt(12) == 0) {
      record.put("x", MONSTERS[random.nextInt(MONSTERS.length)]);
    }
    if (random.nextInt(3) > 0) {
      record.put("at", "2026-11-0%dT%02d:30:00Z".formatted(1 + next / 99 % 9, next / 9 % 24));
    }
    return AnyRecords.fields(record);
  }

  private Label label() throws InvalidPointException {
    return ofAmounts
        ? Label.ofNumber(
            Double.toString(
                random.nextInt(40) == 0 ? MONSTERS[3 - random.nextInt(2)] : random.nextGaussian()))
        : Label.ofText("class " + random.nextInt(1 + Math.min(4, next / 50)));
  }

  /** A point with an id of its own, with one that has come, or without. */
  private Point point(Fields fields, Label label) {
    String id = random.nextInt(8) == 0 ? null : "p-" + (random.nextInt(15) == 0 ? next / 2 : next);
    Point point = new Point(id, fields, label, Point.NO_TIME, false);
    return random.nextInt(12) == 0 ? point.asRepeated() : point;
  }

  private void send() throws InvalidPointException {
    next++;
    time += random.nextInt(6);
    switch (random.nextInt(20)) {
      case 0 -> loop.end();
      case 1 -> loop.passOver();
      case 2 ->
          loop.apply(
              random.nextBoolean()
                  ? LogRecord.missed(random.nextInt(3))
                  : LogRecord.schema("id/" + random.nextInt(9), schema(random.nextInt(9))));
      case 3, 4, 5, 6, 7 ->
          loop.label("p-" + Math.max(0, next - random.nextInt(30)), label(), time);
      default -> apply(point(fields(), random.nextInt(3) > 0 ? label() : null));
    }
    // A label that came already is refused, and counted.
    assertThat(loop.last.isRefused() ? loop.last.reason() : "label: ").startsWith("label: ");
  }

  private static Schema schema(int which) {
    return Schema.denied("one of the reasons " + which);
  }

  private void apply(Point point) {
    int partition = random.nextInt(offsets.length);
    long offset = offsets[partition] + (random.nextInt(10) == 0 ? random.nextInt(3) - 1 : 0);
    offsets[partition] = Math.max(offsets[partition], offset + 1);
    long shown = time + (random.nextInt(15) == 0 ? random.nextInt(3_000) - 1_000 : 0);
    if (next > BEHIND_JOURNAL) {
      JournalSource source =
          new JournalSource("topic", partition, Math.max(0, offset), random.nextInt(2));
      loop.merged(LogRecord.Kind.POINT, point, shown, source);
    } else {
      loop.apply(point, shown);
    }
  }

  private void assertCounted() {
    state.parts().map(each -> each.part).filter(StatePart::present).forEach(this::assertCounted);
    SEEN.addAll(StateClasses.of(state));
  }

  private void assertCounted(StatePart part) {
    StateWriter out = new StateWriter();
    part.write(out);
    Content now = new Content(part.changes(), out.toBytes());
    Content before = last.put(part, now);
    assertThat(before == null || before.changes != now.changes || before.has(now.bytes))
        .as("record %d of seed %d: %s has counted its change", next, seed, part.name)
        .isTrue();
  }

  @ParameterizedTest(name = "of amounts: {0}")
  @ValueSource(booleans = {false, true})
  void shouldCountWhateverChanges(boolean amounts) throws InvalidPointException {
    ofAmounts = amounts;
    System.out.println("seed " + seed);
    restart(true);
    loop.apply(LogRecord.log("topic"));
    assertCounted();
    while (next < RECORDS) {
      if (next == BEHIND_JOURNAL) {
        loop.apply(LogRecord.log("journal"));
        assertCounted();
      }
      send();
      assertCounted();
      if (random.nextInt(60) == 0 || next == RECORDS / 2) {
        restart(next != RECORDS / 2 && random.nextBoolean());
        assertCounted();
      }
    }
  }

  @AfterAll
  static void shouldHaveSeenEveryPart() {
    StateClasses.assertAll(SEEN);
  }
}
