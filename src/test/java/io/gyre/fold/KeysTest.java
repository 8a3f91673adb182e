package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gyre.GyreException;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.encoding.AnyRecords;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.Encoders;
import io.gyre.encoding.Row;
import io.gyre.fold.intake.AskOptions;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.intake.LogRecord.Kind;
import io.gyre.fold.keys.KeyColumns;
import io.gyre.fold.keys.KeySettings;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.SnapshotRule;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.fold.waiting.WaitingPoint;
import io.gyre.fold.waiting.WaitingPointFormat;
import io.gyre.format.RecordSettings;
import io.gyre.learning.memory.Memory;
import io.gyre.state.MapStorage;
import io.gyre.time.WindowSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is remembered of keys, against its definition. {@code -Dgyre.seed=7} drives that run. */
class KeysTest {

  private static final String LEARNER =
      "\"name\":\"a\",\"kind\":\"logistic\",\"learningRate\":0.3,\"batch\":1";

  private static final long START = 1_000_000_000;
  private static final WindowSettings WINDOWS = new WindowSettings(1_000, 0, 3_600_000);

  private static FoldSettings keys(String... keys) {
    return new FoldSettings(FoldLoop.learners(LEARNER), WINDOWS)
        .withRecords(RecordSettings.standard().withKeys(List.of(keys)))
        .with(FoldLoop.LATE);
  }

  private static Stream<Long> seeds() {
    Long only = Long.getLong("gyre.seed");
    return only != null ? Stream.of(only) : Stream.iterate(1L, seed -> seed + 1).limit(16);
  }

  /** The columns that a point got which waits. */
  private static Map<String, Double> columns(FoldLoop loop, String id) {
    WaitingPoint waiting = waiting(loop, id);
    KeyColumns columns = waiting.columns();
    Map<String, Double> found = new TreeMap<>();
    for (int i = 0; i < columns.values().length; i++) {
      if (!Double.isNaN(columns.values()[i])) {
        found.put(columns.paths().get(i), columns.values()[i]);
      }
    }
    return found;
  }

  private static WaitingPoint waiting(FoldLoop loop, String id) {
    var state = loop.fold.state;
    return new WaitingPointFormat(
            state.names, state.classes, state.shared.members(), state.keys, null)
        .read(state.waiting.read(state.waiting.find(id, false)), id, false);
  }

  /** A stream of its own kind for each seed, and all that its columns must be. */
  private static final class Run {
    private final long seed;
    private final Random random;
    private final KeySettings keys;
    private final SlowKeys slow;
    private final int classes;
    private final int partitions;
    private final long[] clock;
    private final List<Point> unlabelled = new ArrayList<>();
    private final boolean asks;
    private FoldLoop loop;
    private int compared;

    Run(long seed, boolean asks) {
      this.seed = seed;
      this.asks = asks;
      random = new Random(seed);
      List<Long> spans = random.nextInt(3) == 0 ? List.of(7_000L, 90_000L) : List.of();
      long most = random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 1_000;
      String[] names = {"customer", "terminal", "customer+shop"};
      keys = new KeySettings(spans, most);
      slow = new SlowKeys(List.of(names), keys, List.of("x", "y"), List.of("shop"));
      classes = List.of(2, 3, 11).get(random.nextInt(3));
      partitions = 1 + random.nextInt(3);
      clock = random.longs(partitions, START, START + 20_000).toArray();
      loop =
          new FoldLoop(
              keys(names).withKeys(keys).withReports(50),
              new TreeMap<>(),
              new MapStorage(),
              new MapStorage(),
              1_000_000,
              new SnapshotRule(
                  1 + random.nextInt(40),
                  512 << 10,
                  Long.MAX_VALUE,
                  Long.MAX_VALUE,
                  () -> 0,
                  () -> 0));
    }

    Run play(int records) {
      // So that the fields are known in this order.
      Fields first =
          AnyRecords.of("customer", 0.0, "terminal", "t0", "shop", "s0", "x", 1.0, "y", 1.0);
      apply(new Point("first", first, null, Point.NO_TIME, false), 0, START);
      for (int i = 0; i < records; i++) {
        next(i);
      }
      return this;
    }

    private Fields fields() {
      return AnyRecords.of(
          "customer", random.nextInt(9) == 0 ? null : (Object) (double) random.nextInt(5),
          "terminal", random.nextInt(9) == 0 ? null : "t" + random.nextInt(4),
          "shop", random.nextInt(6) == 0 ? null : "s" + random.nextInt(3),
          "x", random.nextInt(6) == 0 ? null : (Object) (double) (random.nextInt(2_000) - 900),
          "y", 7.0 + random.nextInt(2));
    }

    private void next(int i) {
      int partition = random.nextInt(partitions);
      clock[partition] += random.nextInt(900);
      long timestamp = clock[partition] - (random.nextInt(8) == 0 ? random.nextInt(9_000) : 0);
      String id = "p" + i;
      Label label = Label.of(random.nextInt(classes));
      switch (random.nextInt(12)) {
        case 0 -> apply(new Point(id, fields(), label, Point.NO_TIME, false), partition, timestamp);
        case 1 -> repeat(partition, timestamp);
        case 2 -> sameId(partition, timestamp);
        case 3, 4, 5, 6 -> label(label, partition, timestamp);
        case 7 -> loop = random.nextInt(3) == 0 ? loop.restarted() : saved();
        default -> apply(new Point(id, fields(), null, Point.NO_TIME, false), partition, timestamp);
      }
      ask();
    }

    private void apply(Point point, int partition, long timestamp) {
      loop.merged(Kind.POINT, point, timestamp, partition);
      long now = loop.report().time();
      slow.advance(now);
      if (!point.labelled()) {
        compare(point, timestamp);
        unlabelled.add(point);
      }
      slow.add(point.fields(), timestamp, now);
      if (point.labelled()) {
        slow.label(point.fields(), point.label(), timestamp, now);
      }
    }

    private void compare(Point point, long timestamp) {
      List<Label> known = loop.report().classes();
      int positive = loop.fold.state.classes.positive();
      Map<String, Double> expected =
          slow.columns(point.fields(), timestamp, known, positive < 0 ? null : known.get(positive));
      Map<String, Double> found = columns(loop, point.id());
      assertThat(found.keySet()).as("seed %d, %s", seed, point).isEqualTo(expected.keySet());
      expected.forEach(
          (path, value) ->
              assertThat(found.get(path))
                  .as("seed %d, %s of %s", seed, path, point)
                  .isCloseTo(value, within(1e-5 * Math.max(1, Math.abs(value)))));
      compared += found.size();
    }

    /** A later pass is answered and learned, but not remembered. */
    private void repeat(int partition, long timestamp) {
      if (!unlabelled.isEmpty()) {
        Point again = unlabelled.get(random.nextInt(unlabelled.size())).asRepeated();
        loop.merged(Kind.POINT, again.withLabel(Label.of(0)), timestamp, partition);
        slow.advance(loop.report().time());
      }
    }

    /** A second point of an id is only answered. */
    private void sameId(int partition, long timestamp) {
      if (!unlabelled.isEmpty()) {
        loop.merged(
            Kind.POINT, unlabelled.get(random.nextInt(unlabelled.size())), timestamp, partition);
        slow.advance(loop.report().time());
      }
    }

    /** Its time may be before that of its point, or far ahead of the stream's. */
    private void label(Label label, int partition, long timestamp) {
      if (unlabelled.isEmpty()) {
        return;
      }
      Point of = unlabelled.remove(random.nextInt(unlabelled.size()));
      long time = timestamp + random.nextInt(30_000) - 5_000;
      loop.merged(
          Kind.LABEL,
          new Point(of.id(), Fields.NONE, label, Point.NO_TIME, false),
          time,
          partition);
      slow.label(of.fields(), label, time, loop.report().time());
    }

    private FoldLoop saved() {
      loop.save();
      return loop;
    }

    private void ask() {
      Point point = new Point("q", fields(), null, Point.NO_TIME, false);
      if (asks) {
        loop.fold.ask(point.fields(), AskOptions.ALL);
      }
    }
  }

  @Test
  void shouldGiveEachPointWhatItsDefinitionSays() {
    seeds()
        .forEach(seed -> assertThat(new Run(seed, true).play(500).compared).isGreaterThan(1_000));
  }

  @Test
  void shouldRememberNothingOfQuestions() {
    for (long seed = 1; seed <= 5; seed++) {
      FoldLoop asked = new Run(seed, true).play(300).loop;
      FoldLoop quiet = new Run(seed, false).play(300).loop;

      assertThat(asked.report().keys()).isEqualTo(quiet.report().keys());
      assertThat(asked.digests()).isEqualTo(quiet.digests());
      asked.save();
      quiet.save();
      assertThat(text(asked.keys)).isEqualTo(text(quiet.keys)).isNotEmpty();
    }
  }

  private static Map<String, String> text(MapStorage entries) {
    Map<String, String> text = new TreeMap<>();
    FoldLoop.entries(entries)
        .forEach((key, value) -> text.put(Arrays.toString(key), Arrays.toString(value)));
    return text;
  }

  private static Point point(String id, Object customer, Integer label, Object... more) {
    Object[] all = new Object[2 + more.length];
    all[0] = "customer";
    all[1] = customer instanceof Integer number ? (Object) (double) number : customer;
    System.arraycopy(more, 0, all, 2, more.length);
    Label known = label == null ? null : Label.of(label);
    return new Point(id, AnyRecords.of(all), known, Point.NO_TIME, false);
  }

  /** The value that the last learned point had in a number column. */
  private static double learned(FoldLoop loop, String column) {
    Encoder encoder = loop.fold.state.encoder;
    Memory memory = loop.fold.state.shared.memory();
    for (int n = 0; n < encoder.numbers(); n++) {
      if (encoder.column(encoder.numberColumn(n)).name().equals(column)) {
        return memory.value(memory.count() - 1, encoder.numberSlot(n));
      }
    }
    throw new AssertionError("no column " + column);
  }

  private static List<String> columns(FoldLoop loop) {
    Encoder encoder = loop.fold.state.encoder;
    return IntStream.range(0, encoder.columns()).mapToObj(c -> encoder.column(c).name()).toList();
  }

  @Test
  void shouldLearnAPointWithTheColumnsThatItGotWhenItCame() {
    FoldLoop loop = new FoldLoop(keys("customer"));
    loop.apply(point("a", 1, null, "x", 10.0));
    loop.apply(point("b", 1, null, "x", 30.0));
    Map<String, Double> then = columns(loop, "b");
    for (int i = 0; i < 20; i++) {
      loop.apply(point("more-" + i, 1, null, "x", 500.0 * i));
    }
    FoldLoop next = loop.restarted();
    next.label("b", 1);

    assertThat(then.get("customer.x.ratio.4")).isPositive();
    then.forEach((path, value) -> assertThat(learned(next, path)).as(path).isEqualTo(value));
  }

  /** A later pass would find its own labels. */
  @Test
  void shouldGiveALaterPassNoColumns() {
    FoldLoop loop = new FoldLoop(keys("customer"));
    for (int i = 0; i < 4; i++) {
      loop.apply(point("p" + i, 1, i % 2, "x", 1.0));
    }
    assertThat(learned(loop, "customer.rate.1.4")).isPositive();
    loop.apply(point("again", 1, 1, "x", 1.0).asRepeated());

    assertThat(learned(loop, "customer.rate.1.4")).isNaN();
    assertThat(learned(loop, "x")).isEqualTo(1);
  }

  /** Nobody knows what clock stamps the labels where a field tells the time of points. */
  @Test
  void shouldHoldNoLabelLongerThanAPointWaits() {
    FoldLoop loop =
        new FoldLoop(keys("customer").with(new LateLabels(5_000, 9, 9_999, null, false)));
    loop.apply(point("a", 1, null, "x", 1.0), START);
    loop.apply(point("b", 1, null, "x", 1.0), START);
    loop.label("a", Label.of(0), START + 100);
    loop.label("b", Label.of(1), START + 1_000_000_000);
    loop.apply(point("c", 1, null, "x", 1.0), START + 4_999);
    assertThat(loop.report().keys().pendingLabels()).isEqualTo(1);
    loop.apply(point("d", 1, null, "x", 1.0), START + 5_000);
    assertThat(loop.report().keys().pendingLabels()).isZero();
    assertThat(columns(loop, "d").get("customer.rate.1.1000")).isCloseTo(.5, within(.001));
  }

  /** The record of a label tells its time as a point's does; that of the record means nothing. */
  @Test
  void shouldHoldALabelUntilTheTimeThatItsRecordTells() {
    FoldSettings settings = keys("customer");
    RecordSettings timed = RecordSettings.json("label", "id", "at").withKeys(List.of("customer"));
    FoldLoop loop = new FoldLoop(settings.withRecords(timed));
    record(loop, Kind.POINT, "{\"id\":\"a\",\"customer\":1,\"at\":%d}", START);
    record(loop, Kind.LABEL, "{\"id\":\"a\",\"label\":1,\"at\":%d}", START + 500);
    assertThat(loop.report().keys().pendingLabels()).isEqualTo(1);
    record(loop, Kind.POINT, "{\"id\":\"b\",\"customer\":1,\"at\":%d}", START + 499);
    assertThat(loop.report().keys().pendingLabels()).isEqualTo(1);
    record(loop, Kind.POINT, "{\"id\":\"c\",\"customer\":1,\"at\":%d}", START + 500);
    assertThat(loop.report().keys().pendingLabels()).isZero();
    assertThat(columns(loop, "b")).doesNotContainKey("customer.rate.1.4");
  }

  private static void record(FoldLoop loop, Kind kind, String json, long at) {
    byte[] value = json.formatted(at).getBytes(StandardCharsets.UTF_8);
    long offset = loop.report().next();
    assertThat(loop.apply(LogRecord.of(kind, value, START, 0, offset)).reason()).isNull();
  }

  @Test
  void shouldRememberNoHoursOfAKeyButTakeTheWeekdayForOne() {
    RecordSettings timed = RecordSettings.json("label", "id", "at");
    List<String> keys = List.of("customer", "customer+at.weekday");
    FoldLoop loop = new FoldLoop(keys("customer").withRecords(timed.withKeys(keys)));
    for (String id : List.of("a", "b")) {
      String json = "{\"id\":\"%s\",\"customer\":1,\"x\":1,\"at\":%%d}".formatted(id);
      record(loop, Kind.POINT, json, START);
    }
    assertThat(columns(loop, "b"))
        .containsKeys("customer.x.ratio.4", "customer+at.weekday.gap")
        .doesNotContainKeys("customer.at.hour.sin.ratio.4", "customer.at.weekday.same");
  }

  @Test
  void shouldCountLabelsWhoseKeyIsForgottenByThen() {
    FoldLoop loop = new FoldLoop(keys("customer").withKeys(new KeySettings(List.of(), 2)));
    for (int i = 0; i < 9; i++) {
      loop.apply(point("p" + i, i, null, "x", 1.0));
    }
    loop.label("p8", Label.of(1), 0);
    assertThat(loop.fold.state.keys.labelsLost()).isZero();
    loop.label("p0", Label.of(1), 0);
    assertThat(loop.fold.state.keys.labelsLost()).isEqualTo(1);
  }

  /** What is left of a deviation is rounding then. */
  @Test
  void shouldSeeNoDeviationOfANumberThatHasLongBeenTheSame() {
    for (List<Long> spans : List.of(List.<Long>of(), List.of(1_000L))) {
      FoldLoop loop = new FoldLoop(keys("customer").withKeys(new KeySettings(spans, 9)));
      for (int i = 0; i < 6_000; i++) {
        loop.apply(point("p" + i, 1, null, "x", i < 10 ? 10.0 : 19.99), START + 100L * i);
      }
      long later = START + 3_000_000;
      loop.apply(point("gap", 1, null, "x", 22.0), later);
      loop.apply(point("last", 1, null, "x", 22.0), later + 1);
      String fading = spans.isEmpty() ? "4" : "1s";
      assertThat(columns(loop, "p5999").get("customer.x.deviation." + fading)).isZero();
      if (!spans.isEmpty()) {
        assertThat(columns(loop, "last").get("customer.x.deviation.1s")).isZero();
      }
    }
  }

  @Test
  void shouldNotBelieveAClockThatIsFarAhead() {
    FoldLoop loop = new FoldLoop(keys("customer"));
    loop.apply(point("a", 1, null, "x", 1.0), START);
    loop.apply(point("far", 1, null, "x", 1.0), START + 100 * 3_600_000);
    loop.apply(point("b", 1, null, "x", 1.0), START + 999);

    assertThat(columns(loop, "far").get("customer.gap")).isZero();
    assertThat(columns(loop, "b").get("customer.gap")).isEqualTo((float) Math.log(1_000));
  }

  @Test
  void shouldForgetWhatFadesOtherwiseOrIsNoKeyAnyMoreAndNothingElse() {
    FoldLoop loop = new FoldLoop(keys("customer", "shop"));
    for (int i = 0; i < 100; i++) {
      loop.apply(point("p" + i, i, null, "shop", "s" + i % 7));
    }
    FoldLoop off = loop.restarted(keys());
    off.apply(point("while-off", 1, null, "shop", "s1"));
    FoldLoop on = off.restarted(keys("customer", "shop"));
    assertThat(on.report().keys()).isEqualTo(loop.report().keys());

    FoldLoop one = on.restarted(keys("shop"));
    assertThat(one.report().keys().values()).isEqualTo(Map.of("shop", 7L));
    for (int i = 0; i < 8; i++) {
      one.apply(point("q" + i, i, null, "shop", "s" + i % 7));
    }
    one.save();
    assertThat(one.keys.keys(new byte[0], new byte[] {(byte) 0xff})).hasSize(2 * 7);

    FoldLoop byTime = one.restarted(keys("shop").withKeys(new KeySettings(List.of(60_000L), 10)));
    byTime.apply(point("r", 1, null, "shop", "s1"));
    byTime.apply(point("s", 1, null, "shop", "s1"));
    assertThat(columns(byTime, "s")).containsKey("shop.count.1m").doesNotContainKey("shop.count");
    byTime.save();
    assertThat(byTime.keys.keys(new byte[0], new byte[] {(byte) 0xff})).hasSize(2);
  }

  @Test
  void shouldForgetTheLeastRecentlySeenOnceThereAreTooMany() {
    FoldLoop loop = new FoldLoop(keys("customer").withKeys(new KeySettings(List.of(), 8)));
    for (int i = 0; i < 200; i++) {
      loop.apply(point("p" + i, i % 3 == 0 ? 1_000 : i, null, "x", 1.0));
    }
    assertThat(loop.report().keys().values()).isEqualTo(Map.of("customer", 8L));
    assertThat(loop.report().keys().evicted()).isPositive();
    loop.apply(point("often", 1_000, null, "x", 1.0));
    loop.apply(point("recent", 199, null, "x", 1.0));
    loop.apply(point("long-ago", 100, null, "x", 1.0));

    assertThat(columns(loop, "often")).isNotEmpty();
    assertThat(columns(loop, "recent")).isNotEmpty();
    assertThat(columns(loop, "long-ago")).isEmpty();
    FoldLoop less = loop.restarted(keys("customer").withKeys(new KeySettings(List.of(), 3)));
    less.apply(point("new", 9_999, null, "x", 1.0));
    assertThat(less.report().keys().values()).isEqualTo(Map.of("customer", 3L));
  }

  @Test
  void shouldKnowAValueHoweverItIsWritten() {
    FoldLoop loop = new FoldLoop(keys("customer"));
    String huge = "x".repeat(1_000_000);
    List<Object> values = List.of(17, huge, huge + "y", "#17", "\u0000", "\uD83D\uDE00", "17a");
    for (Object value : values) {
      loop.apply(point("first-" + values.indexOf(value), value, null, "x", 1.0));
    }
    assertThat(loop.report().keys().values().get("customer")).isEqualTo(values.size());
    loop = loop.restarted();
    for (Object value : values) {
      String id = "again-" + values.indexOf(value);
      loop.apply(point(id, value, null, "x", 1.0));
      assertThat(columns(loop, id)).as(id).containsKey("customer.count");
    }
    loop.apply(point("text", "17", null, "x", 1.0));
    assertThat(columns(loop, "text")).containsKey("customer.count");
    assertThat(loop.report().keys().values().get("customer")).isEqualTo(values.size());
    loop.keys
        .keys(new byte[0], new byte[] {(byte) 0xff})
        .forEach(key -> assertThat(key.length).isLessThan(100));
  }

  @Test
  void shouldRememberNothingOfAPointWithoutItsKey() {
    FoldLoop loop = new FoldLoop(keys("customer", "customer+shop"));
    for (String id : List.of("a", "b")) {
      loop.apply(
          new Point(id, AnyRecords.of("x", 1.0, "customer.id", 5.0), null, Point.NO_TIME, false));
      loop.apply(point(id + "-half", 5, null, "x", 1.0));
    }
    assertThat(columns(loop, "b")).isEmpty();
    assertThat(columns(loop, "b-half").keySet()).allMatch(path -> path.startsWith("customer."));
    assertThat(loop.report().keys().values())
        .isEqualTo(Map.of("customer", 1L, "customer+shop", 0L));
  }

  @Test
  void shouldLeaveAFieldThatIsCalledAsAColumnIs() {
    FoldLoop loop = new FoldLoop(keys("customer"));
    for (int i = 0; i < 5; i++) {
      loop.apply(point("p" + i, 1, i % 2, "customer.gap", -7.0));
    }
    assertThat(learned(loop, "customer.gap")).isEqualTo(-7);
    assertThat(learned(loop, "customer.count")).isZero();
  }

  @Test
  void shouldSeeAKeyAsACategoryUntilItHasManyValues() {
    FoldLoop loop = new FoldLoop(keys("customer"));
    for (int i = 0; i < 3; i++) {
      loop.apply(point("p" + i, i, 1, "x", 1.0));
    }
    assertThat(columns(loop)).contains("customer=0", "customer=2").doesNotContain("customer");

    for (int i = 0; i < 1_200; i++) {
      loop.apply(point("q" + i, i % 400, 1, "x", 1.0));
    }
    Encoder encoder = loop.fold.state.encoder;
    Row row = Encoders.row(encoder, point("r", 2, null, "x", 1.0).fields());
    assertThat(Arrays.stream(Encoders.ones(encoder, row)).mapToObj(c -> encoder.column(c).name()))
        .noneMatch(name -> name.startsWith("customer=") || name.startsWith("customer#"));
    assertThat(columns(loop).stream().filter(name -> name.startsWith("customer="))).hasSize(256);
  }

  /** One that is nearly always 0 would look four times as large, were its rare values limited. */
  @Test
  void shouldScaleColumnsByAllOfTheirValues() {
    FoldLoop loop = new FoldLoop(keys("customer"));
    double sum = 0;
    double squares = 0;
    int n = 0;
    for (int i = 0; i < 4_000; i++) {
      int customer = i % 40;
      loop.apply(point("p" + i, customer, customer == 0 ? 1 : 0, "x", 1.0));
      if (i >= 80) {
        double x = learned(loop, "customer.rate.1.4");
        sum += x;
        squares += x * x;
        n++;
      }
    }
    double deviation = Math.sqrt(squares / n - sum * sum / n / n);
    Encoder encoder = loop.fold.state.encoder;
    int column =
        IntStream.range(0, encoder.numbers())
            .filter(d -> encoder.column(encoder.numberColumn(d)).name().equals("customer.rate.1.4"))
            .findFirst()
            .orElseThrow();
    assertThat(loop.fold.state.shared.scaler().deviation(column))
        .isCloseTo(deviation, within(.03 * deviation));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a,a", "a+a", "a+", "a, ", "label", "id", "x+label"})
  void shouldRefuseWhatCannotBeAKey(String names) {
    assertThatThrownBy(() -> keys(names.split(",", -1)))
        .isInstanceOf(GyreException.class)
        .hasMessageStartingWith("key: found ");
  }

  @Test
  void shouldRefuseSpansAndLimitsThatMakeNoSense() {
    for (List<Long> spans : List.of(List.of(0L), List.of(-5L), List.of(5L, 5L))) {
      assertThatThrownBy(() -> new KeySettings(spans, 1)).hasMessageStartingWith("spans: found ");
    }
    List<Long> many = LongStream.rangeClosed(1, 1_000).boxed().toList();
    assertThatThrownBy(() -> new KeySettings(many, 1))
        .hasMessageContaining("expected at most 8 that differ");
    assertThatThrownBy(() -> new KeySettings(List.of(), 0))
        .hasMessage("max-keys: found 0, expected 1 or more");
  }
}
