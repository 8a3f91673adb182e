package io.gyre.encoding;

import io.gyre.data.Fields;
import io.gyre.data.Utf8;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * From fields to columns. All learners of a partition share it; it learns from labelled points
 * which fields, values and columns there are, and never forgets one.
 *
 * <p>A point is kept as a <i>row</i>: a field that has been a number has a slot for it, and one
 * that has been text a slot for the text's column; NaN where it has no such value. From a row
 * follow the columns:
 *
 * <ul>
 *   <li>a number is one, as it came;
 *   <li>while it has shown at most {@value FieldColumns#FEW} distinct values, each has another that
 *       is 1 for this value, from its second sighting on; at one value more these are never set
 *       again;
 *   <li>each of a field's first {@value FieldColumns#FIRST_TEXTS} texts has one that is 1, any
 *       other once it comes again ({@link NewTexts}), up to {@value FieldColumns#TEXTS} texts a
 *       field; beyond, those that come again are hashed into as many;
 *   <li>a field that has been missing once has one that is 1 when it is, if it is one of the first
 *       {@value #MAY_BE_MISSING}.
 * </ul>
 *
 * <p>Columns are numbered from 0 in the order of appearance, new fields of one point sorted by
 * path: the order of a record's members changes nothing. What comes beyond {@value #MAX_FIELDS}
 * fields or {@value #MAX_COLUMNS} columns is left out and counted. Not thread-safe.
 */
public final class Encoder {

  /** The most fields. */
  public static final int MAX_FIELDS = 10_000;

  /** The most columns. */
  public static final int MAX_COLUMNS = 20_000;

  /** A record of a thousand names that come and go must not cost what all of them cost. */
  static final int MAY_BE_MISSING = 1_000;

  private static final int NONE = FieldColumns.NONE;

  /** Numbers from here on are named with an exponent. */
  private static final double WHOLE = 1e15;

  /** There is a text, but it has no column. */
  private static final double UNKNOWN = -1;

  /** There is something that is no number, of a field that had numbers only. */
  private static final double OTHER = Double.POSITIVE_INFINITY;

  private final List<FieldColumns> fields = new ArrayList<>();
  private final Map<String, FieldColumns> byPath = new HashMap<>();
  private final List<Column> columns = new ArrayList<>();
  private int slots;

  /** Of each number column, in order: its slot, its column. */
  private int[] numberSlots = {};

  private int[] numberColumns = {};
  private int numbers;

  /** The field of each slot. */
  private int[] slotFields = {};

  /** The fields of a row beyond the first, as they are found. */
  private int[] found = {};

  private double[] row = {};

  /** Grows whenever the row, or what follows from it, may be another. */
  private long stamp;

  /** The columns of the row that are 1, as of a stamp. */
  private int[] active = {};

  private int activeCount;
  private long activeStamp = -1;

  /** The fields of the paths that came last: they often come again. */
  private String[] lastPaths;

  private FieldColumns[] lastFields = {};

  /** Points learned from since this was made. */
  private long learned;

  /** Of values that need a column: the index of the field, and the place in the point. */
  private long[] deferred = {};

  private final Head head = new Head();
  private final LeftOut leftOut = new LeftOut();

  /** Makes an encoder that knows the fields of the plain form. */
  public static Encoder ofFeatures(int count) {
    Encoder encoder = new Encoder();
    Fields plain = Fields.ofFeatures(new double[count]);
    for (int i = 0; i < count; i++) {
      encoder.addNumber(encoder.addField(plain.path(i)));
    }
    return encoder;
  }

  /** Tells whether it has learned from a point. */
  public boolean isEmpty() {
    return fields.isEmpty();
  }

  /** How many slots a row has. */
  public int slots() {
    return slots;
  }

  /** How many fields there are. */
  public int fields() {
    return fields.size();
  }

  /** The path of a field, by its number in the order of appearance. */
  public String field(int number) {
    return fields.get(number).path;
  }

  /** Tells whether a row has no value of a field, by its number. */
  public boolean isMissing(double[] point, int field) {
    FieldColumns known = fields.get(field);
    return (known.numberSlot == NONE || Double.isNaN(point[known.numberSlot]))
        && (known.textSlot == NONE || Double.isNaN(point[known.textSlot]));
  }

  /**
   * Takes a field's value out of a row.
   *
   * @param point modified
   */
  public void setMissing(double[] point, int field) {
    FieldColumns known = fields.get(field);
    stamp++;
    if (known.numberSlot != NONE) {
      point[known.numberSlot] = Double.NaN;
    }
    if (known.textSlot != NONE) {
      point[known.textSlot] = Double.NaN;
    }
  }

  /** How many columns there are. */
  public int columns() {
    return columns.size();
  }

  /** A column, by its number. */
  public Column column(int number) {
    return columns.get(number);
  }

  /** N, how many of the columns are numbers. */
  public int numbers() {
    return numbers;
  }

  /** The slot of a number column, 0…N−1 in the order of appearance. */
  public int numberSlot(int n) {
    return numberSlots[n];
  }

  /** The column of a number column, 0…N−1 in the order of appearance. */
  public int numberColumn(int n) {
    return numberColumns[n];
  }

  /** The number of the field whose values lie in a slot. */
  public int slotField(int slot) {
    return slotFields[slot];
  }

  /** How many of the fields may have a column that says that they are missing: the first. */
  public int mayBeMissing() {
    return Math.min(fields.size(), MAY_BE_MISSING);
  }

  /** How many values were left out for want of room. */
  public long leftOut() {
    return leftOut.count;
  }

  /** The field of the first value that was left out; null if none was since this was made. */
  public String firstLeftOut() {
    return leftOut.first;
  }

  /**
   * Makes a point's row; learns nothing.
   *
   * @return {@link #slots} numbers or more, overwritten by the next call; what follows from it is
   *     kept until then, so it is to be modified by {@link #setMissing} alone
   */
  public double[] row(Fields point) {
    stamp++;
    if (row.length < slots) {
      row = new double[Math.max(slots, Math.min(2 * row.length, MAX_FIELDS * 2))];
    }
    Arrays.fill(row, 0, slots, Double.NaN);
    FieldColumns[] known = known(point);
    for (int i = 0; i < point.size(); i++) {
      FieldColumns field = known[i];
      if (field == null) {
        continue;
      }
      String text = point.text(i);
      if (text != null) {
        setText(field, text);
      } else if (field.numberSlot != NONE) {
        row[field.numberSlot] = point.number(i);
      } else if (!point.missing(i)) {
        row[field.textSlot] = UNKNOWN;
      }
    }
    return row;
  }

  private void setText(FieldColumns field, String text) {
    if (field.textSlot != NONE) {
      row[field.textSlot] = field.textColumn(text);
    } else {
      row[field.numberSlot] = OTHER;
    }
  }

  /** The fields of a point that are known, null for others. */
  private FieldColumns[] known(Fields point) {
    if (point.paths() != lastPaths) {
      if (lastFields.length < point.size()) {
        lastFields = new FieldColumns[point.size()];
      }
      for (int i = 0; i < point.size(); i++) {
        lastFields[i] = byPath.get(point.path(i));
      }
      lastPaths = point.paths();
    }
    return lastFields;
  }

  /**
   * Learns which fields, values and columns a point has.
   *
   * @return whether there are more slots or columns now
   */
  public boolean learn(Fields point) {
    stamp++;
    int before = columns.size();
    int slotsBefore = slots;
    addFields(point);
    FieldColumns[] known = known(point);
    learned++;
    int present = 0;
    int waiting = 0;
    for (int i = 0; i < point.size(); i++) {
      FieldColumns field = known[i];
      if (field == null || point.missing(i)) {
        continue;
      }
      present++;
      field.seen = learned;
      if (needsColumn(field, point.number(i), point.text(i))) {
        waiting = defer(waiting, field, i);
      } else {
        learn(field, point.number(i), point.text(i));
      }
    }
    learnDeferred(point, waiting);
    if (present < fields.size()) {
      addMissing();
    }
    return columns.size() > before || slots > slotsBefore;
  }

  private boolean needsColumn(FieldColumns field, double number, String text) {
    if (text != null) {
      return field.textSlot == NONE || field.textColumn(text) == NONE || mayHaveOwn(field, text);
    }
    return field.numberSlot == NONE || field.isSecondSighting(number);
  }

  private int defer(int count, FieldColumns field, int i) {
    if (count == deferred.length) {
      deferred = Arrays.copyOf(deferred, 2 * count + 8);
    }
    deferred[count] = (long) field.index << Integer.SIZE | i;
    return count + 1;
  }

  /** In the order of the fields, whatever the order of the record's members. */
  private void learnDeferred(Fields point, int count) {
    Arrays.sort(deferred, 0, count);
    for (int k = 0; k < count; k++) {
      int i = (int) deferred[k];
      learn(known(point)[i], point.number(i), point.text(i));
    }
  }

  private void learn(FieldColumns field, double number, String text) {
    if (text != null) {
      learnText(field, text);
      return;
    }
    if (field.numberSlot == NONE && !addNumber(field)) {
      return;
    }
    if (!field.manyValued) {
      learnValue(field, number);
    }
  }

  /** New fields with a value, in the order of their paths. */
  private void addFields(Fields point) {
    FieldColumns[] known = known(point);
    List<Integer> added = null;
    for (int i = 0; i < point.size(); i++) {
      if (known[i] == null && !point.missing(i)) {
        added = added == null ? new ArrayList<>() : added;
        added.add(i);
      }
    }
    if (added == null) {
      return;
    }
    if (hasRoomForField()) {
      added.sort((a, b) -> PathOrder.INSTANCE.compare(point.path(a), point.path(b)));
    }
    for (int i : added) {
      String path = point.path(i);
      if (hasRoomForField() && Utf8.encodes(path)) {
        learnFirst(addField(path), point.text(i));
      } else {
        leaveOut(path);
      }
    }
    lastPaths = null;
  }

  private boolean hasRoomForField() {
    return fields.size() < MAX_FIELDS && columns.size() < MAX_COLUMNS;
  }

  /** The columns of a new field come at once: those of others must not lie between them. */
  private void learnFirst(FieldColumns field, String text) {
    if (text == null) {
      addNumber(field);
      return;
    }
    addTextSlot(field);
    if (mayHaveOwn(field, text)) {
      addText(field, text);
    }
  }

  private FieldColumns addField(String path) {
    FieldColumns field = new FieldColumns(fields.size(), path);
    fields.add(field);
    byPath.put(path, field);
    field.changed();
    head.changed();
    return field;
  }

  private boolean addNumber(FieldColumns field) {
    int column = add(Column.Kind.NUMBER, field, null);
    if (column == NONE) {
      return false;
    }
    field.numberColumn = column;
    field.numberSlot = addSlot(field);
    putNumber(field);
    return true;
  }

  private int addSlot(FieldColumns field) {
    putSlot(slots, field);
    return slots++;
  }

  private void putSlot(int slot, FieldColumns field) {
    if (slot >= slotFields.length) {
      slotFields = Arrays.copyOf(slotFields, 2 * slot + 8);
    }
    slotFields[slot] = field.index;
  }

  private void putNumber(FieldColumns field) {
    if (numbers == numberSlots.length) {
      numberSlots = Arrays.copyOf(numberSlots, Math.max(8, 2 * numbers));
      numberColumns = Arrays.copyOf(numberColumns, numberSlots.length);
    }
    numberSlots[numbers] = field.numberSlot;
    numberColumns[numbers++] = field.numberColumn;
  }

  private void learnValue(FieldColumns field, double number) {
    int place = field.place(number);
    if (place != NONE) {
      if (field.valueColumns[place] == NONE) {
        field.valueColumns[place] = add(Column.Kind.VALUE, field, numberText(number));
      }
      return;
    }
    if (field.valueCount < FieldColumns.FEW) {
      field.values[field.valueCount] = number;
      field.valueColumns[field.valueCount++] = NONE;
    } else {
      field.manyValued = true;
    }
    field.changed();
  }

  private static String numberText(double number) {
    long whole = (long) number;
    return whole == number && Math.abs(number) < WHOLE
        ? Long.toString(whole)
        : Double.toString(number);
  }

  private void learnText(FieldColumns field, String text) {
    if (field.textSlot == NONE) {
      addTextSlot(field);
    }
    if (field.textColumn(text) != NONE && !mayHaveOwn(field, text)) {
      field.countKnown();
    } else if (field.earnsColumn(text)) {
      addText(field, text);
    }
  }

  private void addTextSlot(FieldColumns field) {
    field.textSlot = addSlot(field);
    field.changed();
    head.changed();
  }

  private void addText(FieldColumns field, String text) {
    if (mayHaveOwn(field, text)) {
      field.texts.put(text, add(Column.Kind.TEXT, field, text));
    } else {
      int bucket = FieldColumns.bucket(text);
      field.bucketColumn(bucket, add(Column.Kind.BUCKET, field, Integer.toString(bucket)));
    }
  }

  /** Tells whether a text has no column of its own, but may have one. */
  private boolean mayHaveOwn(FieldColumns field, String text) {
    return columns.size() < MAX_COLUMNS && field.hasRoomFor(text);
  }

  private void addMissing() {
    int most = Math.min(fields.size(), MAY_BE_MISSING);
    for (int i = 0; i < most; i++) {
      FieldColumns field = fields.get(i);
      if (field.missingColumn == NONE && field.seen != learned) {
        field.missingColumn = add(Column.Kind.MISSING, field, null);
      }
    }
  }

  /**
   * Returns the new column's number, or {@link #NONE} if there is no room. That is counted only
   * where a value is lost: a number is still one without a column of its own for this value.
   */
  private int add(Column.Kind kind, FieldColumns field, String value) {
    if (columns.size() >= MAX_COLUMNS) {
      if (kind != Column.Kind.VALUE && kind != Column.Kind.MISSING) {
        leaveOut(field.path);
      }
      return NONE;
    }
    columns.add(new Column(kind, field.path, value));
    field.changed();
    head.changed();
    return columns.size() - 1;
  }

  private void leaveOut(String path) {
    leftOut.count++;
    leftOut.changed();
    leftOut.first = leftOut.first == null ? path : leftOut.first;
  }

  /**
   * Finds the columns of a row that are 1: all that are active beside the numbers. Of the fields
   * that are not marked as missing only those are looked at that have a value.
   *
   * @param rows not modified
   * @param from where the row begins
   * @param active filled from its beginning; as long as there are fields, three times
   * @return how many there are
   */
  public int active(double[] rows, int from, int[] active) {
    int n = 0;
    int first = Math.min(fields.size(), MAY_BE_MISSING);
    for (int i = 0; i < first; i++) {
      n = addActive(fields.get(i), rows, from, active, n);
    }
    if (first < fields.size()) {
      int others = findOthers(rows, from);
      for (int i = 0; i < others; i++) {
        n = addActive(fields.get(found[i]), rows, from, active, n);
      }
    }
    return n;
  }

  /** Tells whether an array is that of the row that was made last. */
  public boolean isLast(double[] other) {
    return other == row;
  }

  /** Changes whenever the row that was made last, or what follows from it, may be another. */
  public long stamp() {
    return stamp;
  }

  /**
   * Finds the columns of the row that was made last that are 1, once for all who ask.
   *
   * @return how many there are, see {@link #lastActive}
   */
  public int findLastActive() {
    if (activeStamp != stamp) {
      if (active.length < mostActive()) {
        active = new int[2 * mostActive()];
      }
      activeCount = active(row, 0, active);
      activeStamp = stamp;
    }
    return activeCount;
  }

  /** What {@link #findLastActive} has found; not to be modified. */
  public int[] lastActive() {
    return active;
  }

  private static int addActive(
      FieldColumns field, double[] rows, int from, int[] active, int count) {
    int n = count;
    boolean missing = true;
    if (field.numberSlot != NONE) {
      double number = rows[from + field.numberSlot];
      missing = Double.isNaN(number);
      int column = missing || field.manyValued ? NONE : field.valueColumn(number);
      if (column != NONE) {
        active[n++] = column;
      }
    }
    if (field.textSlot != NONE) {
      double column = rows[from + field.textSlot];
      missing &= Double.isNaN(column);
      if (column >= 0) {
        active[n++] = (int) column;
      }
    }
    if (missing && field.missingColumn != NONE) {
      active[n++] = field.missingColumn;
    }
    return n;
  }

  /** Finds the fields beyond the first that have a value, in order; returns how many. */
  private int findOthers(double[] rows, int from) {
    int n = 0;
    for (int slot = 0; slot < slots; slot++) {
      if (!Double.isNaN(rows[from + slot]) && slotFields[slot] >= MAY_BE_MISSING) {
        if (n == found.length) {
          found = Arrays.copyOf(found, 2 * n + 8);
        }
        found[n++] = slotFields[slot];
      }
    }
    // A row has one value of a field; slots of its second kind come later than those of others.
    Arrays.sort(found, 0, n);
    return n;
  }

  /** How many columns of a row can be 1 at most. */
  public int mostActive() {
    return 3 * fields.size();
  }

  /**
   * Everything that is remembered: the numbers of things, and each field. When parts are read the
   * first is to be read before the others are asked for, and {@link #complete} called at the end.
   */
  public List<StatePart> state() {
    List<StatePart> parts = new ArrayList<>(fields.size() + 2);
    parts.add(head);
    parts.add(leftOut);
    parts.addAll(fields);
    return parts;
  }

  /**
   * Takes over the fields that have been read.
   *
   * @throws DamagedStateException when they do not fit together
   */
  public void complete() {
    stamp++;
    byPath.clear();
    columns.clear();
    numbers = 0;
    lastPaths = null;
    Column[] all = new Column[head.columns];
    boolean[] taken = new boolean[slots];
    for (FieldColumns field : fields) {
      if (byPath.put(field.path, field) != null) {
        throw new DamagedStateException("the field %s occurs twice".formatted(field.path));
      }
      takeSlots(field, taken);
      collect(field, all);
    }
    if (Arrays.asList(all).contains(null)) {
      throw new DamagedStateException("a column belongs to no field");
    }
    columns.addAll(Arrays.asList(all));
    fields.stream()
        .filter(field -> field.numberColumn != NONE)
        .sorted((a, b) -> Integer.compare(a.numberColumn, b.numberColumn))
        .forEach(this::putNumber);
  }

  private void takeSlots(FieldColumns field, boolean[] taken) {
    if ((field.numberSlot == NONE) != (field.numberColumn == NONE)
        || (field.textSlot == NONE && field.hasTextColumns())) {
      throw new DamagedStateException("columns of %s have no slot".formatted(field.path));
    }
    for (int slot : new int[] {field.numberSlot, field.textSlot}) {
      if (slot < NONE || slot >= taken.length || (slot != NONE && taken[slot])) {
        throw new DamagedStateException(
            "slot %d of %s is not one of %d, or another's"
                .formatted(slot, field.path, taken.length));
      }
      if (slot != NONE) {
        taken[slot] = true;
        putSlot(slot, field);
      }
    }
  }

  private static void collect(FieldColumns field, Column[] all) {
    put(all, field.numberColumn, Column.Kind.NUMBER, field, null);
    put(all, field.missingColumn, Column.Kind.MISSING, field, null);
    for (int i = 0; i < field.valueCount; i++) {
      String value = numberText(field.values[i]);
      put(all, field.valueColumns[i], Column.Kind.VALUE, field, value);
    }
    field.texts.forEach((text, column) -> put(all, column, Column.Kind.TEXT, field, text));
    for (int bucket = 0; bucket < FieldColumns.TEXTS; bucket++) {
      String value = Integer.toString(bucket);
      put(all, field.bucketColumn(bucket), Column.Kind.BUCKET, field, value);
    }
  }

  private static void put(
      Column[] all, int column, Column.Kind kind, FieldColumns field, String value) {
    if (column == NONE) {
      return;
    }
    if (column < 0 || column >= all.length || all[column] != null) {
      throw new DamagedStateException(
          "column %d of %s is not one of %d, or another's".formatted(column, kind, all.length));
    }
    all[column] = new Column(kind, field.path, value);
  }

  private final class Head extends StatePart {

    private int columns;

    Head() {
      super("encoder");
    }

    @Override
    public void write(StateWriter out) {
      out.putInt(slots).putInt(Encoder.this.columns.size()).putInt(fields.size());
    }

    @Override
    public void read(StateReader in, int version) {
      slots = in.getInt();
      columns = in.getInt();
      int count = in.getInt();
      if (columns < 0
          || columns > MAX_COLUMNS
          || count < 0
          || count > MAX_FIELDS
          || slots < 0
          || slots > 2 * MAX_FIELDS) {
        throw new DamagedStateException(
            "%d columns of %d fields in %d slots".formatted(columns, count, slots));
      }
      fields.clear();
      for (int i = 0; i < count; i++) {
        fields.add(new FieldColumns(i, null));
      }
    }
  }

  /** Changes with each value that is left out, and is small. */
  private static final class LeftOut extends StatePart {

    private long count;
    private String first;

    LeftOut() {
      super("left-out");
    }

    @Override
    public void write(StateWriter out) {
      out.putLong(count);
    }

    @Override
    public void read(StateReader in, int version) {
      count = in.getLong();
    }
  }
}
