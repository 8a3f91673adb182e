package io.gyre.fold.keys;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.data.Fields;
import io.gyre.data.KeyCounts;
import io.gyre.data.Utf8;
import io.gyre.encoding.PathOrder;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.state.Blocks;
import io.gyre.state.DamagedStateException;
import io.gyre.state.DigestedEntries;
import io.gyre.state.Sha256;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateStorage;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The memory of keys: of each value of each key what its points were, and what came of them. It
 * gives a point columns beside its own fields, which say how it differs from what is usual for its
 * customer, and how often its terminal was one of fraud.
 *
 * <pre>
 *  KEY.gap                 ln(1 + ms since the last point)
 *  KEY.count               ln((1 + points) / (1 + mean points of a value)); by time KEY.count.7d,
 *                          ln(1 + faded points)
 *  KEY.FIELD.deviation.32  (x − μ) / σ, between −100 and 100; 0 if it never varied
 *  KEY.FIELD.ratio.32      asinh(x) − asinh(μ)
 *  KEY.FIELD.same          whether a text is that of the last point that had one
 *  KEY.rate.CLASS.32       (C + p) / (W + 1), where p is the share of a class among all labels, C of
 *                          the key's own, W how many these are; of two classes for the positive
 *                          one, of more for each of the first 8
 *  KEY.last-label          the last label, of more than 8
 * </pre>
 *
 * <p>once for each of {@link Fading}'s fadings, of the first 8 number fields and text fields in
 * order of appearance, new ones of a point by path. A key's first point has none, and rates are
 * missing until its first label. Columns are as precise as a float.
 *
 * <p>What a point gets depends only on the records before it: columns are made before it is added,
 * and its label is added when it has come and the stream's time has reached the label's. Until then
 * it is pending, as in a backlog, which is read faster than it happened.
 *
 * <pre>
 *  k id value       what is remembered of a value: {@link KeyHistory}
 *  o id place       the value at a place in the order in which they are forgotten: {@link KeyQueue}
 *  p time number    a label that is pending
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class KeyHistories extends StatePart {

  /** The most fields of a kind that each value remembers. */
  private static final int MOST_FIELDS = 8;

  private static final int VERSION = 3; // of the entries

  /** The most values that are kept ready in memory, some 700 bytes each. */
  private static final int READY = 1 << 14;

  /** How many values of keys that left are forgotten with a point. */
  private static final int FORGOTTEN_AT_ONCE = 16;

  /** A longer value is known by its hash. */
  private static final int LONGEST_VALUE = 64;

  private static final String LAST_LABEL = ".last-label";

  /** The most labels that are added with a record, so that none takes long. */
  private static final int MOST_AT_ONCE = 200;

  /** The most labels that are pending; further ones are not remembered. */
  private static final long MOST_PENDING = 1_000_000;

  private static final char JOINED = '\0';
  private static final char PENDING = 'p';
  private static final long NONE = Long.MAX_VALUE;
  private static final long UNKNOWN = -1;

  private final int mostReady;
  private final List<String> names;
  private final KeySettings settings;
  private final Fading fading;
  private final ClassNumbers classes;
  private final DigestedEntries store;
  private final StateWriter buffer = new StateWriter();
  private final Set<String> keyFields;

  private List<Long> spans = List.of(); // by which the stored ones fade
  private final List<KeyQueue> keys = new ArrayList<>();
  private final List<KeyQueue> left = new ArrayList<>(); // keys whose values are being forgotten
  private final List<String> numbers = new ArrayList<>(); // paths of number fields
  private final List<String> texts = new ArrayList<>();
  private final List<List<String>> layouts = new ArrayList<>();
  private long[] labels = {}; // by class
  private long allLabels;
  private int nextId;
  private long pending;
  private long nextPending;
  private long firstPendingMs = NONE; // not stored

  /** Removed entries are passed over one by one until the store is flushed. Not stored. */
  private byte[] noPendingBefore = pendingKey(0, 0);

  private long evicted;
  private long dropped;

  /** Values by name, the least recently used first. */
  private final LinkedHashMap<String, KeyHistory> ready =
      new LinkedHashMap<>(1024, .75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, KeyHistory> eldest) {
          if (size() <= mostReady) {
            return false;
          }
          save(eldest.getValue());
          return true;
        }
      };

  private final List<KeyHistory> unsaved = new ArrayList<>();

  // Of the last point: its number fields, hashes of its texts, and its values by name, or null.
  private Fields last;
  private double[] x = {};
  private long[] t = {};
  private String[] valueNames = {};

  // Of its paths.
  private String[] found = {};
  private int[][] keyPlaces = {};
  private int[] numberPlaces = {};
  private int[] textPlaces = {};

  private List<String> present = List.of(); // the paths of columns
  private int presentClasses = -1; // those that they are for
  private int[] rates = {}; // the classes that have columns
  private boolean hasLast;
  private final Extension[] extensions = new Extension[2];
  private int nextExtension;

  /**
   * Own fields with columns.
   *
   * @param kept the places of those columns that have names of their own
   * @param areClasses whether these are numbers of classes, which become texts
   */
  private record Extension(
      String[] own, List<String> paths, String[] all, int[] kept, boolean[] areClasses) {}

  /**
   * @param names of the keys, as {@link io.gyre.data.RecordSettings} has them
   */
  public KeyHistories(
      List<String> names, KeySettings settings, ClassNumbers classes, StateStorage storage) {
    this(names, settings, classes, storage, READY);
  }

  KeyHistories(
      List<String> names,
      KeySettings settings,
      ClassNumbers classes,
      StateStorage storage,
      int mostReady) {
    super("keys");
    this.mostReady = mostReady;
    this.names = names;
    this.settings = settings;
    this.classes = classes;
    fading = new Fading(settings);
    store = new DigestedEntries(storage);
    keyFields = Set.copyOf(names);
  }

  /**
   * Fits what was read to the settings.
   *
   * @return the keys that are forgotten now, since they left, or fade otherwise
   */
  public List<String> fit() {
    boolean same = spans.equals(settings.spansMs());
    if (same && names.equals(keys.stream().map(key -> key.key).toList())) {
      return List.of();
    }
    changed();
    List<KeyQueue> known = new ArrayList<>(keys);
    keys.clear();
    for (String wanted : names) {
      KeyQueue before =
          known.stream().filter(key -> same && key.key.equals(wanted)).findFirst().orElse(null);
      known.remove(before);
      keys.add(before == null ? new KeyQueue(nextId++, wanted) : before);
    }
    left.addAll(known);
    spans = settings.spansMs();
    return known.stream().map(key -> key.key).toList();
  }

  /** Makes the columns of a point that comes now; changes nothing. */
  public KeyColumns columns(Fields fields, long nowMs) {
    look(fields);
    layOut();
    double[] columns = new double[present.size()];
    Arrays.fill(columns, Double.NaN);
    double[] prior = prior();
    int width = columns.length / keys.size();
    for (int k = 0; k < keys.size(); k++) {
      KeyHistory history = valueNames[k] == null ? null : history(valueNames[k]);
      if (history != null) {
        double usual = keys.get(k).meanPoints();
        history.fill(x, t, usual, rates, prior, hasLast, nowMs, columns, k * width);
      }
    }
    for (int i = 0; i < columns.length; i++) {
      columns[i] = (float) columns[i];
    }
    return new KeyColumns(present, columns);
  }

  private double[] prior() {
    double[] prior = new double[rates.length];
    for (int r = 0; r < rates.length; r++) {
      prior[r] = rates[r] < labels.length ? labels[rates[r]] / Math.max(1.0, allLabels) : 0;
    }
    return prior;
  }

  /** Returns a point's own fields with the columns, but those whose names are its own fields'. */
  public Fields extended(Fields own, KeyColumns columns) {
    Extension as = extension(own.paths, columns.paths());
    double[] values = columns.values();
    int more = as.all.length - own.size();
    double[] added = new double[more];
    String[] texts = null;
    for (int i = 0; i < more; i++) {
      int place = as.kept[i];
      added[i] = values[place];
      if (as.areClasses[i] && !Double.isNaN(values[place])) {
        texts = texts == null ? new String[more] : texts;
        texts[i] = classes.label((int) values[place]).text();
        added[i] = Double.NaN;
      }
    }
    return own.with(as.all, added, texts);
  }

  @SuppressWarnings("ReferenceEquality")
  private Extension extension(String[] own, List<String> paths) {
    for (Extension known : extensions) {
      if (known != null && known.own == own && known.paths == paths) {
        return known;
      }
    }
    // Two columns may have one name, too: of the keys user and user.id.
    Set<String> taken = new HashSet<>(Arrays.asList(own));
    int[] kept = IntStream.range(0, paths.size()).filter(i -> taken.add(paths.get(i))).toArray();
    String[] all = Arrays.copyOf(own, own.length + kept.length);
    boolean[] areClasses = new boolean[kept.length];
    for (int i = 0; i < kept.length; i++) {
      all[own.length + i] = paths.get(kept[i]);
      areClasses[i] = paths.get(kept[i]).endsWith(LAST_LABEL);
    }
    Extension made = new Extension(own, paths, all, kept, areClasses);
    extensions[nextExtension++ % extensions.length] = made;
    return made;
  }

  /**
   * Adds a point, after its columns were made.
   *
   * @param nowMs when it came
   * @param streamMs the time of the stream
   */
  public void add(Fields fields, long nowMs, long streamMs) {
    changed();
    forgetLeft();
    track(fields);
    look(fields);
    for (int k = 0; k < keys.size(); k++) {
      if (valueNames[k] != null) {
        KeyHistory history = see(keys.get(k), valueNames[k]);
        history.add(x, t, nowMs, streamMs);
        keys.get(k).countPoint();
        change(history);
      }
    }
  }

  /** Returns what is remembered of a value, or begins to. */
  private KeyHistory see(KeyQueue key, String name) {
    KeyHistory history = history(name);
    if (history == null) {
      for (int i = 0; i < FORGOTTEN_AT_ONCE && key.size >= settings.maxKeys(); i++) {
        forgetOldest(key);
        evicted++;
      }
      history = new KeyHistory(name, fading);
      ready.put(name, history);
      key.size++;
    } else if (key.isOld(history.place, settings.maxKeys())) {
      store.remove(key.order(history.place), value(name));
    } else {
      return history;
    }
    history.place = key.next++;
    store.put(key.order(history.place), null, value(name));
    return history;
  }

  private void change(KeyHistory history) {
    if (!history.changed) {
      history.changed = true;
      unsaved.add(history);
      if (unsaved.size() > 2 * mostReady) {
        // Those that had to make room were saved then.
        unsaved.removeIf(each -> !each.changed);
      }
    }
  }

  private void forgetLeft() {
    for (int i = 0; i < FORGOTTEN_AT_ONCE && !left.isEmpty(); i++) {
      KeyQueue key = left.get(0);
      if (key.size == 0) {
        left.remove(0);
      } else {
        forgetOldest(key);
      }
    }
  }

  private void forgetOldest(KeyQueue key) {
    byte[] order = store.storage.firstKey(key.order(key.oldest), key.order(key.next));
    byte[] value = order == null ? null : store.storage.get(order);
    if (value == null) {
      throw new DamagedStateException(
          "key %s: %d values have no place".formatted(key.key, key.size));
    }
    store.remove(order, value);
    String name = name(key, new String(value, StandardCharsets.UTF_8));
    KeyHistory forgotten = ready.remove(name);
    if (forgotten != null) {
      forgotten.changed = false;
    }
    byte[] history = historyKey(name);
    byte[] stored = store.storage.get(history);
    if (stored != null) {
      store.remove(history, stored);
    } else if (forgotten == null) {
      throw new DamagedStateException("key %s: a value has no history".formatted(key.key));
    }
    key.forget(KeyQueue.place(order));
  }

  /**
   * Adds the label of a point that was added, once the stream's time has reached the label's.
   *
   * @param fields the point's own
   * @param number of its class
   */
  public void label(Fields fields, int number, long labelMs, long streamMs) {
    changed();
    look(fields);
    List<String> names = Arrays.stream(valueNames).filter(Objects::nonNull).toList();
    if (labelMs <= streamMs) {
      enter(names, number, labelMs, streamMs);
    } else if (pending < MOST_PENDING) {
      buffer.clear().putCompact(number).putCompact(names.size());
      names.forEach(buffer::putCompactText);
      byte[] key = pendingKey(labelMs, nextPending++);
      store.put(key, null, buffer.toBytes());
      pending++;
      noPendingBefore = Arrays.compareUnsigned(key, noPendingBefore) < 0 ? key : noPendingBefore;
      firstPendingMs = firstPendingMs == UNKNOWN ? UNKNOWN : Math.min(firstPendingMs, labelMs);
    } else {
      dropped++;
    }
  }

  private static byte[] pendingKey(long ms, long number) {
    return ByteBuffer.allocate(1 + 2 * Long.BYTES)
        .put((byte) PENDING)
        .putLong(ms)
        .putLong(number)
        .array();
  }

  /**
   * Adds the labels that are pending, and whose time the stream has reached; if they are many, some
   * with this record and others with the next ones.
   */
  public void advance(long streamMs) {
    for (int n = 0; n < MOST_AT_ONCE && firstPendingMs <= streamMs && pending > 0; n++) {
      byte[] first = store.storage.firstKey(noPendingBefore, pendingKey(NONE, NONE));
      if (first == null) {
        throw new DamagedStateException(
            "%d labels of keys that are pending are missing".formatted(pending));
      }
      firstPendingMs = ByteBuffer.wrap(first, 1, Long.BYTES).getLong();
      if (firstPendingMs <= streamMs) {
        byte[] content = store.storage.get(first);
        changed();
        store.remove(first, content);
        noPendingBefore = first;
        pending--;
        StateReader in = new StateReader(ByteBuffer.wrap(content));
        int number = (int) in.getCompact(Integer.MAX_VALUE);
        List<String> names = new ArrayList<>();
        for (int i = in.getCompactCount(); i > 0; i--) {
          names.add(in.getCompactText());
        }
        enter(names, number, firstPendingMs, streamMs);
      }
    }
    firstPendingMs = pending == 0 ? NONE : firstPendingMs;
  }

  private void enter(List<String> names, int number, long labelMs, long streamMs) {
    if (number >= labels.length) {
      labels = Arrays.copyOf(labels, number + 1);
    }
    labels[number]++;
    allLabels++;
    for (String name : names) {
      // A key may have left since the label began to be pending.
      boolean known = keys.stream().anyMatch(each -> each.id == name.charAt(0));
      KeyHistory history = known ? history(name) : null;
      if (history != null) {
        history.addLabel(number, labelMs, streamMs);
        change(history);
      }
    }
  }

  /** Returns what is remembered of a value; null if nothing is. */
  private KeyHistory history(String name) {
    KeyHistory known = ready.get(name);
    if (known != null) {
      return known;
    }
    byte[] stored = store.storage.get(historyKey(name));
    if (stored == null) {
      return null;
    }
    KeyHistory history = new KeyHistory(name, fading);
    if (Blocks.version(stored) != VERSION) {
      throw new DamagedStateException("what is remembered of a key is of another version");
    }
    history.read(new StateReader(ByteBuffer.wrap(Blocks.join(stored, block -> null))));
    history.stored = stored;
    ready.put(name, history);
    return history;
  }

  /** Puts a value into the store, if it has changed. */
  private void save(KeyHistory history) {
    if (history.changed) {
      history.write(buffer.clear());
      byte[] content = Blocks.cut(VERSION, buffer.toBytes()).get(0);
      store.put(historyKey(history.name), history.stored, content);
      history.stored = content;
      history.changed = false;
    }
  }

  private static byte[] historyKey(String name) {
    return KeyQueue.history(name.charAt(0), name.substring(1));
  }

  /** Puts all that has changed into the store, before it is saved or hashed. */
  public void settle() {
    unsaved.forEach(this::save);
    unsaved.clear();
  }

  private static String name(KeyQueue key, String value) {
    return (char) key.id + value;
  }

  /** Returns the value that a name ends with, as it is stored. */
  private static byte[] value(String name) {
    return name.substring(1).getBytes(StandardCharsets.UTF_8);
  }

  /** Looks at a point, once: its columns are made, it is added, and often labelled. */
  @SuppressWarnings("ReferenceEquality")
  private void look(Fields fields) {
    if (fields == last) {
      return;
    }
    locate(fields);
    x = numbers(fields);
    t = texts(fields);
    valueNames = new String[keys.size()];
    for (int k = 0; k < valueNames.length; k++) {
      String value = value(fields, keyPlaces[k]);
      valueNames[k] = value == null ? null : name(keys.get(k), value);
    }
    last = fields;
  }

  @SuppressWarnings("ReferenceEquality")
  private void locate(Fields fields) {
    if (fields.paths == found) {
      return;
    }
    Map<String, Integer> places = new LinkedHashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      places.put(fields.path(i), i);
    }
    keyPlaces = keys.stream().map(key -> places(key.fields, places)).toArray(int[][]::new);
    numberPlaces = places(numbers, places);
    textPlaces = places(texts, places);
    found = fields.paths;
  }

  private static int[] places(List<String> paths, Map<String, Integer> places) {
    return paths.stream().mapToInt(path -> places.getOrDefault(path, -1)).toArray();
  }

  /** Remembers which fields there are, while there are few. */
  private void track(Fields fields) {
    if (numbers.size() >= MOST_FIELDS && texts.size() >= MOST_FIELDS) {
      return;
    }
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      String path = fields.path(i);
      List<String> known = fields.text(i) == null ? numbers : texts;
      if (known.size() < MOST_FIELDS
          && !fields.missing(i)
          && !keyFields.contains(path)
          && !known.contains(path)
          && Utf8.encodes(path)) {
        places.add(i);
      }
    }
    places.sort((a, b) -> PathOrder.INSTANCE.compare(fields.path(a), fields.path(b)));
    for (int i : places) {
      List<String> all = fields.text(i) == null ? numbers : texts;
      if (all.size() < MOST_FIELDS) {
        all.add(fields.path(i));
        found = new String[0];
        last = null;
        presentClasses = -1;
      }
    }
  }

  private double[] numbers(Fields fields) {
    double[] x = new double[numberPlaces.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = numberPlaces[i] < 0 ? Double.NaN : fields.number(numberPlaces[i]);
    }
    return x;
  }

  private long[] texts(Fields fields) {
    long[] hashes = new long[textPlaces.length];
    for (int i = 0; i < hashes.length; i++) {
      String text = textPlaces[i] < 0 ? null : fields.text(textPlaces[i]);
      hashes[i] = text == null ? 0 : hash(text);
    }
    return hashes;
  }

  /** FNV-1a of the UTF-16 units; never 0. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash == 0 ? 1 : hash;
  }

  /** Returns the value of a key; null if one of its fields is missing. */
  private String value(Fields fields, int[] places) {
    if (places.length == 1) {
      return value(fields, places[0]);
    }
    StringBuilder all = new StringBuilder();
    for (int place : places) {
      String value = value(fields, place);
      if (value == null) {
        return null;
      }
      all.append(value).append(JOINED);
    }
    return all.toString();
  }

  private String value(Fields fields, int place) {
    if (place < 0 || fields.missing(place)) {
      return null;
    }
    String value = fields.asText(place);
    if (value.length() <= LONGEST_VALUE) {
      return value;
    }
    buffer.clear();
    for (int i = 0; i < value.length(); i++) {
      buffer.putByte(value.charAt(i) >> Byte.SIZE).putByte(value.charAt(i));
    }
    return "#" + HexFormat.of().formatHex(Sha256.of(buffer));
  }

  /** Finds which columns there are now. */
  private void layOut() {
    int known = classes.size();
    int positive = classes.positive();
    int stamp = known == 2 ? 2 + positive * 100_000 : known; // at most 10,000 classes
    if (stamp == presentClasses) {
      return;
    }
    presentClasses = stamp;
    hasLast = known > KeyHistory.MOST_CLASSES;
    rates =
        known < 2
            ? new int[0]
            : known == 2
                ? new int[] {positive}
                : IntStream.range(0, Math.min(known, KeyHistory.MOST_CLASSES)).toArray();
    present = new ArrayList<>();
    keys.forEach(key -> addPaths(key.key, present));
  }

  /** Returns the number under which the paths of columns are stored. */
  @SuppressWarnings("ReferenceEquality")
  public int number(List<String> paths) {
    for (int i = layouts.size() - 1; i >= 0; i--) {
      if (layouts.get(i) == paths || layouts.get(i).equals(paths)) {
        layouts.set(i, paths);
        return i;
      }
    }
    changed();
    layouts.add(paths);
    return layouts.size() - 1;
  }

  /** Returns paths of columns by their number; null if there is none such. */
  public List<String> paths(int number) {
    return number < layouts.size() ? layouts.get(number) : null;
  }

  private void addPaths(String key, List<String> paths) {
    paths.add(key + ".gap");
    if (fading.byTime) {
      fading.names.forEach(span -> paths.add(key + ".count." + span));
    } else {
      paths.add(key + ".count");
    }
    for (String field : numbers) {
      for (String span : fading.names) {
        paths.add(key + "." + field + ".deviation." + span);
        paths.add(key + "." + field + ".ratio." + span);
      }
    }
    texts.forEach(field -> paths.add(key + "." + field + ".same"));
    for (int number : rates) {
      String rate = key + ".rate." + classes.label(number).text() + ".";
      fading.names.forEach(span -> paths.add(rate + span));
    }
    if (hasLast) {
      paths.add(key + LAST_LABEL);
    }
  }

  /** Returns how many values were forgotten for want of room. */
  public long evicted() {
    return evicted;
  }

  /** The counts of all keys, and the digest of all that is remembered. */
  public KeyCounts counts() {
    settle();
    Map<String, Long> sizes = new LinkedHashMap<>();
    keys.forEach(key -> sizes.put(key.key, key.size));
    return new KeyCounts(sizes, pending, evicted, dropped, store.digest());
  }

  /** Checks that what is remembered by the state has not been lost with its store. */
  public void requireEntries(String owner, StateStorage storage) {
    long size = keys.stream().mapToLong(key -> key.size).sum() + pending;
    if (size > 0 && storage.isEmpty()) {
      throw new GyreException(
          "%s: the store of keys is empty, but %d values are remembered in it by the state: its changelog was deleted"
              .formatted(owner, size),
          Remedy.of(Remedy.Kind.START_ANEW),
          Remedy.of(Remedy.Kind.OTHER_APPLICATION));
    }
  }

  @Override
  public void write(StateWriter out) {
    settle();
    out.putInt(spans.size());
    spans.forEach(out::putLong);
    out.putInt(nextId).putInt(keys.size());
    keys.forEach(key -> key.write(out));
    out.putInt(left.size());
    left.forEach(key -> key.write(out));
    writeTexts(numbers, out);
    writeTexts(texts, out);
    out.putInt(layouts.size());
    layouts.forEach(paths -> writeTexts(paths, out));
    out.putInt(labels.length);
    Arrays.stream(labels).forEach(out::putLong);
    out.putLong(pending).putLong(nextPending).putLong(evicted).putLong(dropped);
    store.write(out);
  }

  private static void writeTexts(List<String> all, StateWriter out) {
    out.putInt(all.size());
    all.forEach(out::putText);
  }

  private static List<String> readTexts(StateReader in) {
    List<String> all = new ArrayList<>();
    for (int i = in.getCount(); i > 0; i--) {
      all.add(in.getText());
    }
    return all;
  }

  @Override
  public void read(StateReader in, int version) {
    spans = new ArrayList<>();
    for (int i = in.getCount(); i > 0; i--) {
      spans.add(in.getLong());
    }
    nextId = in.getInt();
    keys.addAll(readQueues(in));
    left.addAll(readQueues(in));
    numbers.addAll(readTexts(in));
    texts.addAll(readTexts(in));
    for (int i = in.getCount(); i > 0; i--) {
      layouts.add(readTexts(in));
    }
    labels = new long[in.getCount()];
    Arrays.setAll(labels, i -> in.getLong());
    allLabels = Arrays.stream(labels).sum();
    pending = in.getLong();
    nextPending = in.getLong();
    evicted = in.getLong();
    dropped = in.getLong();
    store.read(in);
    firstPendingMs = pending == 0 ? NONE : UNKNOWN;
  }

  private static List<KeyQueue> readQueues(StateReader in) {
    List<KeyQueue> queues = new ArrayList<>();
    for (int i = in.getCount(); i > 0; i--) {
      queues.add(KeyQueue.read(in));
    }
    return queues;
  }
}
