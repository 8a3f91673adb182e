package io.gyre.fold;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.GyreException;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.JournalSource;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.intake.LogRecord.Kind;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.fold.state.FoldStore.Explains;
import io.gyre.fold.state.LearnerReport;
import io.gyre.fold.state.LogPosition;
import io.gyre.fold.state.SnapshotRule;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.list.LearnersJson;
import io.gyre.state.MapEntries;
import io.gyre.state.MapStorage;
import io.gyre.time.WindowSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The plain loop over a fold's door, as anyone can drive one: it keeps what was saved and what was
 * told. Records of its own are a millisecond apart. Not thread-safe.
 */
public final class FoldLoop {

  /** The topic that points without a journal, and the sources of one, are of. */
  static final String POINTS = "topic-id-of-points";

  /** Points wait for seven days, a million of them, in 1 GiB. */
  public static final LateLabels LATE =
      new LateLabels(7L * 24 * 3_600_000, 1_000_000, 1L << 30, null, false);

  private static final JsonMapper JSON = new JsonMapper();
  public final Map<String, byte[]> store;
  final MapStorage waiting;
  public final MapStorage keys;
  public final Fold fold;

  /** All windows that have closed. */
  public final List<ClosedWindow> closed = new ArrayList<>();

  /** Of each point that came: what was said of it. */
  final List<Answer> answers = new ArrayList<>();

  /** What followed from the last record. */
  Step last;

  /** Of the next record, in ms. */
  public long time;

  private final FoldSettings settings;
  private final SnapshotRule snapshots;
  private final boolean explains;
  private final TreeMap<Integer, Long> offsets = new TreeMap<>();

  /** Begins anew. */
  public FoldLoop(FoldSettings settings) {
    this(settings, new TreeMap<>(), new MapStorage(), 1_000_000);
  }

  /** Goes on with what was saved. */
  public FoldLoop(FoldSettings settings, Map<String, byte[]> store, MapStorage waiting, long time) {
    this(settings, store, waiting, time, SnapshotRule.ALWAYS);
  }

  public FoldLoop(
      FoldSettings settings,
      Map<String, byte[]> store,
      MapStorage waiting,
      long time,
      SnapshotRule snapshots) {
    this(settings, store, waiting, new MapStorage(), time, snapshots);
  }

  public FoldLoop(
      FoldSettings settings,
      Map<String, byte[]> store,
      MapStorage waiting,
      MapStorage keys,
      long time,
      SnapshotRule snapshots) {
    this(settings, store, waiting, keys, time, snapshots, false);
  }

  private FoldLoop(
      FoldSettings settings,
      Map<String, byte[]> store,
      MapStorage waiting,
      MapStorage keys,
      long time,
      SnapshotRule snapshots,
      boolean explains) {
    this.settings = settings;
    this.keys = keys;
    this.store = store;
    this.waiting = waiting;
    this.snapshots = snapshots;
    this.explains = explains;
    this.time = time;
    FoldStore place = new FoldStore("test", new MapEntries(store), waiting, keys, snapshots);
    fold = Fold.open(settings, explains ? place.explaining(Explains.ALERTS) : place);
  }

  /** Begins anew; alerts get their reasons. */
  public static FoldLoop explaining(FoldSettings settings) {
    return new FoldLoop(
        settings,
        new TreeMap<>(),
        new MapStorage(),
        new MapStorage(),
        1_000_000,
        SnapshotRule.ALWAYS,
        true);
  }

  /** Returns the fields of a learner of a kind, with as little said as its settings need. */
  public static String ofKind(String kind) {
    String least = "\"name\":\"kind-%s\",\"kind\":\"%s\"".formatted(kind, kind);
    try {
      learners(least);
      return least;
    } catch (GyreException e) {
      return least + ",\"learningRate\":0.3";
    }
  }

  public static List<LearnerSettings> learners(String... fields) {
    List<LearnerSettings> learners = new ArrayList<>();
    for (String each : fields) {
      learners.addAll(LearnersJson.parse("[{" + each + "}]", "test"));
    }
    return learners;
  }

  public static FoldSettings settings(String... learners) {
    return new FoldSettings(learners(learners), WindowSettings.standard());
  }

  /** Settings with classes that are named. */
  static FoldSettings named(List<Label> classes, String... learners) {
    return settings(learners).withClasses(classes, null);
  }

  /** Points whose labels may be late. */
  public static FoldLoop late(String... learners) {
    return new FoldLoop(settings(learners).with(LATE));
  }

  /**
   * Returns another loop that goes on where this stands, with copies of what is saved, and with
   * other settings.
   */
  public FoldLoop restarted(FoldSettings others) {
    save();
    FoldLoop next =
        new FoldLoop(
            others, new TreeMap<>(store), copy(waiting), copy(keys), time, snapshots, explains);
    next.offsets.putAll(offsets);
    next.closed.addAll(closed);
    next.answers.addAll(answers);
    return next;
  }

  static MapStorage copy(MapStorage waiting) {
    MapStorage copy = new MapStorage();
    entries(waiting).forEach(copy::put);
    return copy;
  }

  /** All that is kept of points and labels that wait, in the order of the keys. */
  public static SortedMap<byte[], byte[]> entries(MapStorage waiting) {
    SortedMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
    for (byte[] key : waiting.keys(new byte[0], new byte[] {(byte) 0xff})) {
      entries.put(key, waiting.get(key));
    }
    return entries;
  }

  public FoldSettings settings() {
    return settings;
  }

  public FoldLoop restarted() {
    return restarted(settings);
  }

  /** Applies the next record of the log. */
  public Step apply(LogRecord record) {
    last = fold.apply(record);
    closed.addAll(last.closed());
    if (last.isPoint()) {
      answers.add(last.answer());
    }
    return last;
  }

  /** Applies points, and saves. */
  public FoldLoop run(List<Point> points) {
    points.forEach(this::apply);
    save();
    return this;
  }

  /** Applies a record with the next offset; a point that is null has no value. */
  Step next(Kind kind, Point point, long timestamp) {
    time = Math.max(time, timestamp) + 1;
    return apply(kind, point, timestamp, null);
  }

  private Step apply(Kind kind, Point point, long timestamp, JournalSource source) {
    return apply(record(kind, point, timestamp, source));
  }

  private LogRecord record(Kind kind, Point point, long timestamp, JournalSource source) {
    boolean repeated = point != null && point.repeated();
    byte[] value = point == null ? null : json(point);
    long offset = report().next();
    int partition = source == null ? 0 : source.partition();
    return new LogRecord(
        kind, value, null, timestamp, offset, partition, source, repeated, 0, null, null);
  }

  public Step apply(Point point) {
    return apply(point, time);
  }

  /** Applies a point, or with late labels what has an id and a label alone. */
  public Step apply(Point point, long timestamp) {
    return next(Kind.POINT, point, timestamp);
  }

  /** Applies a point whose label is withheld until {@link #release}; labels must be late. */
  public Step hold(Point point, long timestamp) {
    time = Math.max(time, timestamp) + 1;
    return apply(record(Kind.POINT, point, timestamp, null).withoutLabel());
  }

  public Step release(Point held) {
    return apply(LogRecord.label(held.labelAlone(), report().time()));
  }

  /** Applies a label of the topic of labels. */
  public Step label(String id, Label label, long timestamp) {
    long before = time;
    Step step =
        next(Kind.LABEL, new Point(id, Fields.NONE, label, Point.NO_TIME, false), timestamp);
    time = before;
    return step;
  }

  public Step label(String id, int label) {
    return label(id, Label.of(label), time);
  }

  /** Applies a record by which an earlier version was asked. */
  public Step passOver() {
    return next(Kind.PASSED_OVER, null, time);
  }

  /** Applies an end record. */
  Step end() {
    return next(Kind.END, null, 0);
  }

  /** Applies the record of a journal that is the next of its partition. */
  Step merged(Kind kind, Point point, long timestamp, int partition) {
    long offset = offsets.merge(partition, 1L, Long::sum) - 1;
    return merged(kind, point, timestamp, new JournalSource(POINTS, partition, offset, 0));
  }

  Step merged(Kind kind, Point point, long timestamp, JournalSource source) {
    return apply(kind, point, timestamp, source);
  }

  /** Writes a point as a record whose members are its fields, by their paths. */
  public static byte[] json(Point point) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (point.id() != null) {
      json.put("id", point.id());
    }
    if (point.labelled()) {
      json.put("label", point.label());
    }
    Fields fields = point.fields();
    for (int i = 0; i < fields.size(); i++) {
      Object numberOrText = fields.text(i) == null ? fields.number(i) : fields.text(i);
      json.put(fields.path(i), fields.missing(i) ? null : numberOrText);
    }
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  public void save() {
    fold.save();
  }

  /** Saves, and returns where points wait; live. */
  public MapStorage waiting() {
    save();
    return waiting;
  }

  /**
   * Saves, and returns what is saved, but blocks of the memory, of which an old one may be of any
   * age, and the position, which counts snapshots.
   */
  Map<String, byte[]> saved() {
    save();
    Map<String, byte[]> saved = new TreeMap<>(store);
    saved.keySet().removeIf(key -> key.startsWith("memory/") || key.equals(LogPosition.KEY));
    return saved;
  }

  public FoldReport report() {
    return fold.report();
  }

  public LearnerReport learner(int learner) {
    return report().learner(learner, false);
  }

  /** All that a learner says in an answer, to the last bit. */
  static String text(Answer answer, int learner) {
    return answer.has(learner)
        ? answer.step(learner) + " " + Arrays.toString(answer.probabilities(learner))
        : "absent";
  }

  /** The same of all learners. */
  public static String text(Answer answer) {
    return IntStream.range(0, answer.learners.size())
        .mapToObj(i -> answer.learners.get(i) + " " + text(answer, i))
        .collect(Collectors.joining(", "));
  }

  /** By the learner's place on the list. */
  public String digest(int learner) {
    return report().digest(learner);
  }

  /** A score over all points, by metric. */
  public Object total(int learner, String metric) {
    return learner(learner).total().get(metric);
  }

  /** What became of late labels; null if none may be. */
  public LateLabelCounts counts() {
    return report().lateLabels();
  }

  /** Step and digest by learner and partition 0, as the topic of parameters has them. */
  public Map<String, String> digests() {
    Map<String, String> digests = new TreeMap<>();
    for (int i = 0; i < report().learners().size(); i++) {
      digests.put(report().learners().get(i) + "/0", learner(i).step() + " " + digest(i));
    }
    return digests;
  }
}
