package io.gyre.fold.keys;

import io.gyre.data.Fields;
import io.gyre.data.counts.KeyCounts;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.state.DigestedEntries;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateStorage;
import io.gyre.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
 *  KEY.mean.32             of labels that are amounts: (Σ faded z)/(W + 1), where z is 0 in the mean
 *  KEY.last                z of the last of them
 * </pre>
 *
 * <p>once for each of {@link Fading}'s fadings, and of {@link KeyFields}' fields. A key's first
 * point has none, and rates are missing until its first label. Columns are as precise as a float.
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
 * <p>Without keys it remembers nothing, and gives no columns. Not thread-safe.
 */
public final class KeyHistories extends StatePart {

  /** The most values that are kept ready in memory, some 700 bytes each. */
  private static final int READY = 1 << 14;

  /** The most labels that are added with a record, so that none takes long. */
  private static final int MOST_AT_ONCE = 200;

  private final List<String> names;
  private final KeySettings settings;
  private final DigestedEntries store;
  private final KeyValues values;
  private final PendingLabels pending;
  private final KeyFields fields;
  private final ColumnNames columns;
  private final boolean ofAmounts;

  private List<Long> spans = List.of(); // by which the stored ones fade
  private long[] labels = {}; // by class
  private long allLabels;
  private long dropped; // labels, for want of room
  private long late; // labels of values that were forgotten by then; not stored

  /**
   * @param names of the keys, as {@link io.gyre.format.RecordSettings} has them
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
    this.names = names;
    this.settings = settings;
    Fading fading = new Fading(settings);
    store = new DigestedEntries(storage);
    ofAmounts = classes.areAmounts();
    values = new KeyValues(store, fading, settings.maxKeys(), mostReady, ofAmounts);
    pending = new PendingLabels(store, ofAmounts);
    fields = new KeyFields(names);
    columns = new ColumnNames(names, fading, classes, fields);
  }

  @Override
  public boolean present() {
    return !names.isEmpty();
  }

  /**
   * Fits what was read to the settings.
   *
   * @return the keys that are forgotten now, since they left, or fade otherwise
   */
  public List<String> fit() {
    if (!present()) {
      return List.of();
    }
    boolean same = spans.equals(settings.spansMs());
    if (same && names.equals(values.keys.stream().map(key -> key.key).toList())) {
      return List.of();
    }
    changed();
    spans = settings.spansMs();
    return values.fit(names, same);
  }

  /** Makes the columns of a point that comes now, and is added next; null without keys. */
  public KeyColumns columns(Fields point, long nowMs) {
    return columns(point, nowMs, true);
  }

  /** Makes the columns that a point would have if it came now; null without keys. */
  public KeyColumns columnsIf(Fields point, long nowMs) {
    return columns(point, nowMs, false);
  }

  private KeyColumns columns(Fields point, long nowMs, boolean comes) {
    if (!present()) {
      return null;
    }
    KeyFields.Values has = fields.of(point);
    ColumnNames.Layout layout = columns.now();
    double[] made = new double[layout.paths().size()];
    Arrays.fill(made, Double.NaN);
    double[] shares = shares(layout.rates());
    int width = made.length / names.size();
    for (int k = 0; k < names.size(); k++) {
      KeyQueue key = values.keys.get(k);
      String name = has.keys()[k] == null ? null : key.name(has.keys()[k]);
      KeyHistory history = name == null ? null : comes ? values.find(name) : values.peek(name);
      if (history != null) {
        history.fill(has, key.meanPoints(), layout, shares, nowMs, made, k * width);
      }
    }
    for (int i = 0; i < made.length; i++) {
      made[i] = (float) made[i];
    }
    return new KeyColumns(layout.paths(), made);
  }

  /** Returns the shares of classes among all labels. */
  private double[] shares(int[] of) {
    double[] shares = new double[of.length];
    for (int r = 0; r < of.length && !ofAmounts; r++) { // the mean of all amounts is 0
      shares[r] = of[r] < labels.length ? labels[of[r]] / Math.max(1.0, allLabels) : 0;
    }
    return shares;
  }

  /**
   * Returns a point's own fields with the columns, but those whose names are its own fields'.
   *
   * @param made null for none
   */
  public Fields extended(Fields own, KeyColumns made) {
    return made == null ? own : columns.extended(own, made);
  }

  /**
   * Adds a point, after its columns were made.
   *
   * @param nowMs when it came
   * @param streamMs the time of the stream
   */
  public void add(Fields point, long nowMs, long streamMs) {
    if (!present()) {
      return;
    }
    changed();
    values.forgetLeft();
    if (fields.track(point)) {
      columns.fieldsChanged();
    }
    KeyFields.Values has = fields.of(point);
    for (int k = 0; k < names.size(); k++) {
      if (has.keys()[k] != null) {
        KeyQueue key = values.keys.get(k);
        KeyHistory history = values.see(key, key.name(has.keys()[k]));
        history.add(has, nowMs, streamMs);
        key.countPoint();
        values.change(history);
      }
    }
  }

  /**
   * Adds the label of a point that was added, once the stream's time has reached the label's.
   *
   * @param point its own fields
   * @param number of its class, or its scaled amount
   */
  public void label(Fields point, double number, long labelMs, long streamMs) {
    if (!present()) {
      return;
    }
    changed();
    String[] has = fields.of(point).keys();
    List<String> of = new ArrayList<>();
    for (int k = 0; k < has.length; k++) {
      if (has[k] != null) {
        of.add(values.keys.get(k).name(has[k]));
      }
    }
    PendingLabels.Label label = new PendingLabels.Label(of, number, labelMs);
    if (labelMs <= streamMs) {
      enter(label, streamMs);
    } else if (!pending.add(label)) {
      dropped++;
    }
  }

  /**
   * Adds the labels that are pending, and whose time the stream has reached; if they are many, some
   * with this record and others with the next ones.
   */
  public void advance(long streamMs) {
    for (int n = 0; n < MOST_AT_ONCE; n++) {
      PendingLabels.Label label = pending.takeDue(streamMs);
      if (label == null) {
        return;
      }
      changed();
      enter(label, streamMs);
    }
  }

  private void enter(PendingLabels.Label label, long streamMs) {
    int number = ofAmounts ? 0 : (int) label.number();
    if (number >= labels.length) {
      labels = Arrays.copyOf(labels, number + 1);
    }
    labels[number]++;
    allLabels++;
    for (String name : label.names()) {
      KeyHistory history = values.find(name);
      if (history == null) {
        late++;
      } else {
        if (ofAmounts) {
          history.addAmount(label.number(), label.ms(), streamMs);
        } else {
          history.addLabel(number, label.ms(), streamMs);
        }
        values.change(history);
      }
    }
  }

  /** Puts all that has changed into the store, before it is saved or hashed. */
  public void settle() {
    values.settle();
  }

  /** Returns the number under which the paths of columns are stored. */
  public int number(List<String> paths) {
    int known = columns.number(paths);
    if (known >= 0) {
      return known;
    }
    changed();
    return columns.add(paths);
  }

  /** Returns paths of columns by their number; null if there is none such. */
  public List<String> paths(int number) {
    return columns.paths(number);
  }

  /** Returns how many values were forgotten for want of room. */
  public long evicted() {
    return values.evicted;
  }

  /**
   * Returns how many labels were not remembered: for want of room, or, since this was made, of a
   * value that was forgotten by then.
   */
  public long labelsLost() {
    return dropped + late;
  }

  /** The counts of all keys, and the digest of all that is remembered; null without keys. */
  public KeyCounts counts() {
    if (!present()) {
      return null;
    }
    settle();
    Map<String, Long> sizes = new LinkedHashMap<>();
    values.keys.forEach(key -> sizes.put(key.key, key.size));
    return new KeyCounts(sizes, pending.size(), values.evicted, dropped, store.digest());
  }

  /** Returns the digest of what was remembered when this was saved. */
  public String savedDigest() {
    return store.digest();
  }

  /** Checks that what is remembered by the state has not been lost with its store. */
  public void requireEntries(String owner) {
    long size = values.keys.stream().mapToLong(key -> key.size).sum() + pending.size();
    store.requireSome(
        owner, size, "keys is empty, but %d values are remembered in it".formatted(size));
  }

  @Override
  public void write(StateWriter out) {
    settle();
    out.putInt(spans.size());
    spans.forEach(out::putLong);
    values.write(out);
    fields.write(out);
    columns.write(out);
    out.putInt(labels.length);
    Arrays.stream(labels).forEach(out::putLong);
    pending.write(out);
    out.putLong(values.evicted).putLong(dropped);
    store.write(out);
  }

  @Override
  public void read(StateReader in, int version) {
    spans = new ArrayList<>();
    for (int i = in.getCount(); i > 0; i--) {
      spans.add(in.getLong());
    }
    values.read(in);
    fields.read(in);
    columns.read(in);
    labels = new long[in.getCount()];
    Arrays.setAll(labels, i -> in.getLong());
    allLabels = Arrays.stream(labels).sum();
    pending.read(in);
    values.evicted = in.getLong();
    dropped = in.getLong();
    store.read(in);
  }
}
