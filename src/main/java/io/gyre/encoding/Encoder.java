package io.gyre.encoding;

import io.gyre.data.Fields;
import io.gyre.data.text.TextTokens;
import io.gyre.format.RecordSettings;
import io.gyre.format.TimeFields;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import io.gyre.words.Utf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Knows how the fields of a point become columns of numbers. All learners of a partition share it;
 * it learns from labelled points which fields, values and columns there are, and never forgets one.
 * A {@link RowMaker} makes rows by it.
 *
 * <p>A point is kept as a {@link Row}: a field that has been a number has a slot for it, and one
 * that has been text a slot for the text's column; NaN where it has no such value. The columns
 * follow from the row:
 *
 * <ul>
 *   <li>a number has one with its value;
 *   <li>while it has shown at most {@value FieldColumns#FEW} distinct values, each has another that
 *       is 1 for this value, from its second sighting on; at one value more these are never set
 *       again;
 *   <li>each of a field's first {@value FieldColumns#FIRST_TEXTS} texts has one that is 1, any
 *       other once it comes again ({@link NewTexts}), up to {@value FieldColumns#TEXTS} texts a
 *       field; further repeated texts are hashed into as many;
 *   <li>a field that is found to be text ({@link io.gyre.data.text.TextRule}), or was named as
 *       such, has no more such columns, but its words ({@link #texts}) and four numbers;
 *   <li>a key is a category, whether it is a number or not, until more than {@value
 *       FieldColumns#TEXTS} values have earned a column; then its own value says nothing any more;
 *   <li>a field that has been missing once has one that is 1 when it is missing, if it is one of
 *       the first {@value #MAY_BE_MISSING};
 *   <li>a number of a text has only the one with its value;
 *   <li>what a time tells has none until it has been found to foretell labels ({@link
 *       TimeSignals}).
 * </ul>
 *
 * <p>Columns are numbered from 0 in the order of appearance, new fields of one point sorted by
 * path: the order of a record's members changes nothing. Values beyond {@value #MAX_FIELDS} fields
 * or {@value #MAX_COLUMNS} columns are left out and counted. Not thread-safe.
 */
public final class Encoder {

  public static final int MAX_FIELDS = 10_000;

  public static final int MAX_COLUMNS = 20_000;

  /** A record's cost must not grow with all names of earlier records. */
  static final int MAY_BE_MISSING = 1_000;

  private static final int NONE = FieldColumns.NONE;

  private final Set<String> keys;
  private final Set<String> knownLabels;
  private final List<FieldColumns> fields = new ArrayList<>();
  private final Map<String, FieldColumns> byPath = new HashMap<>();
  private final TextFields texts;
  private final List<Column> columns = new ArrayList<>();
  private int slots;

  private int[] plainSlots = {};
  private int plain; // slots that do not hold words

  private int[] numberSlots = {};
  private int[] numberColumns = {};
  private int numbers;
  private final BitSet made = new BitSet(); // of the number columns
  private final BitSet ofLabels = new BitSet(); // the number columns of labels known before
  private int[] slotFields = {};

  /** Points learned from since this was made. */
  private long learned;

  private final RowMaker maker = new RowMaker(this);
  private final TimeSignals times = new TimeSignals();
  private final Head head = new Head();
  private final LeftOut leftOut = new LeftOut();

  /**
   * Makes an encoder without fields.
   *
   * @param records which fields are keys, texts or categories
   */
  public Encoder(RecordSettings records) {
    keys = records.keyFields();
    knownLabels = Set.copyOf(records.knownLabels());
    texts = new TextFields(records);
  }

  /** Tells whether it has not learned from any point yet. */
  public boolean isEmpty() {
    return fields.isEmpty();
  }

  /** Returns the length of a row. */
  public int slots() {
    return slots;
  }

  /** Returns the number of slots that hold numbers, or columns of texts, and no words. */
  public int plainSlots() {
    return plain;
  }

  /** Returns one of these slots, in ascending order. */
  public int plainSlot(int i) {
    return plainSlots[i];
  }

  public int fields() {
    return fields.size();
  }

  /** Returns the path of a field, by its number in the order of appearance. */
  public String field(int number) {
    return fields.get(number).path;
  }

  /** Returns the fields that come with records, and of each whether it has only been a number. */
  public Map<String, Boolean> recordFields() {
    Map<String, Boolean> found = new LinkedHashMap<>();
    for (FieldColumns field : fields) {
      if (!field.isMade && !field.isOfText && !times.paths().contains(field.path)) {
        found.put(field.path, field.numberSlot != NONE && field.textSlot == NONE);
      }
    }
    times.paths().forEach(path -> found.put(TimeFields.fieldOf(path), false));
    return found;
  }

  /** Tells whether a row has no value of a field, by its number. */
  public boolean isMissing(Row row, int field) {
    FieldColumns known = fields.get(field);
    double[] point = row.values();
    return (known.numberSlot == NONE || Double.isNaN(point[known.numberSlot]))
        && (known.textSlot == NONE || Double.isNaN(point[known.textSlot]));
  }

  /**
   * Takes a field's value out of a row.
   *
   * @param row modified: one that a {@link RowMaker} has filled
   */
  public void setMissing(Row row, int field) {
    FieldColumns known = fields.get(field);
    double[] point = row.values();
    if (known.numberSlot != NONE) {
      point[known.numberSlot] = Double.NaN;
    }
    if (known.textSlot != NONE) {
      point[known.textSlot] = Double.NaN;
    }
    if (known.words != null) {
      known.words.setMissing(point);
    }
    row.renew();
  }

  /** Returns how a field's values become numbers of a {@link #plain} row, and columns. */
  public FieldTable table(int number) {
    FieldColumns field = fields.get(number);
    return field.table(slot -> Arrays.binarySearch(plainSlots, 0, plain, slot));
  }

  public int columns() {
    return columns.size();
  }

  public Column column(int number) {
    return columns.get(number);
  }

  /** Returns all columns but those of a kind, in order. */
  public List<Column> columnsBut(Column.Kind kind) {
    return columns.stream().filter(column -> column.kind() != kind).toList();
  }

  /** Returns N, the number of number columns. */
  public int numbers() {
    return numbers;
  }

  /** Returns the slot of a number column, 0…N−1 in the order of appearance. */
  public int numberSlot(int n) {
    return numberSlots[n];
  }

  /** Returns the column of a number column, 0…N−1 in the order of appearance. */
  public int numberColumn(int n) {
    return numberColumns[n];
  }

  /** Tells whether a number column is of a field that Gyre made, whose values have their limits. */
  public boolean isMade(int n) {
    return made.get(n);
  }

  /** Tells whether a number column is a label that was known before, which not all learners see. */
  public boolean isKnownLabel(int n) {
    return ofLabels.get(n);
  }

  /** Returns which of the {@link #plain} slots hold labels that were known before. */
  public int[] plainSlotsOfKnownLabels() {
    return ofLabels.stream()
        .map(n -> Arrays.binarySearch(plainSlots, 0, plain, numberSlots[n]))
        .toArray();
  }

  /** Returns the number of the field of a slot's values. */
  public int slotField(int slot) {
    return slotFields[slot];
  }

  /** Returns the number of first fields that may have a column for a missing value. */
  public int mayBeMissing() {
    return Math.min(fields.size(), MAY_BE_MISSING);
  }

  /** Returns the number of values that had no room. */
  public long leftOut() {
    return leftOut.count;
  }

  /** Returns the field of the first value that had no room since this was made, or null. */
  public String firstLeftOut() {
    return leftOut.first;
  }

  /**
   * Returns the maker of rows with which it learns: what was read of a point to predict it is not
   * read again to learn it.
   */
  public RowMaker maker() {
    return maker;
  }

  FieldColumns field(String path) {
    return byPath.get(path);
  }

  FieldColumns fieldAt(int number) {
    return fields.get(number);
  }

  /**
   * Learns which fields, values and columns a point has: new fields in the order of their paths,
   * then those known in their order, whatever the order of the record's members.
   *
   * @return whether there are more slots or columns now
   */
  public boolean learn(Fields point) {
    learned++;
    int before = columns.size() + slots;
    maker.find(point);
    int present = addFields(point);
    for (int k = 0; k < maker.known(); k++) {
      int i = maker.place(k);
      if (!point.missing(i)) {
        present++;
        learn(maker.field(k), point, i);
      }
    }
    if (present < fields.size()) {
      addMissing();
    }
    return columns.size() + slots > before;
  }

  /** Takes a label, by its number: what a time tells has columns once it foretells labels. */
  public void learn(Fields point, int label) {
    boolean had = times.present();
    times.add(point, label);
    if (times.present() != had) {
      head.changed();
    }
  }

  private void learn(FieldColumns field, Fields point, int i) {
    field.seen = learned;
    String text = field.text(point, i);
    if (text != null) {
      learnText(field, text);
    } else if ((field.numberSlot != NONE || addNumber(field))
        && !field.manyValued
        && !field.isOfText) {
      learnValue(field, point.number(i));
    }
  }

  /** Adds the fields that are new and have a value; returns how many. */
  private int addFields(Fields point) {
    List<Integer> places = null;
    for (int k = maker.known(); k < point.size(); k++) {
      int i = maker.place(k);
      if (!point.missing(i) && times.admits(point, i)) {
        places = places == null ? new ArrayList<>() : places;
        places.add(i);
      }
    }
    if (places == null) {
      return 0;
    }
    if (hasRoomForField()) {
      places.sort(Comparator.comparing(point::path, PathOrder.INSTANCE));
    }
    int before = fields.size();
    List<Integer> added = new ArrayList<>();
    for (int i : places) {
      String path = point.path(i);
      if (hasRoomForField() && Utf8.encodes(path)) {
        addField(path, i >= point.own);
        added.add(i);
      } else {
        leaveOut(path);
      }
    }
    for (int k = 0; k < added.size(); k++) {
      learn(fields.get(before + k), point, added.get(k));
    }
    return added.size();
  }

  private boolean hasRoomForField() {
    return fields.size() < MAX_FIELDS && columns.size() < MAX_COLUMNS;
  }

  FieldColumns addField(String path, boolean isMade) {
    FieldColumns field = new FieldColumns(fields.size(), path);
    field.isKey = keys.contains(path);
    field.isMade = isMade;
    fields.add(field);
    byPath.put(path, field);
    field.changed();
    head.changed();
    return field;
  }

  boolean addNumber(FieldColumns field) {
    int column = add(Column.Kind.NUMBER, field, null);
    if (column == NONE) {
      return false;
    }
    field.numberColumn = column;
    field.numberSlot = addPlainSlot(field);
    putNumber(field);
    return true;
  }

  private int addPlainSlot(FieldColumns field) {
    putPlain(slots);
    return addSlot(field);
  }

  private void putPlain(int slot) {
    plainSlots = GrowingArrays.of(plainSlots, plain + 1);
    plainSlots[plain++] = slot;
  }

  private int addSlot(FieldColumns field) {
    putSlot(slots, field);
    return slots++;
  }

  private void putSlot(int slot, FieldColumns field) {
    slotFields = GrowingArrays.of(slotFields, slot + 1);
    slotFields[slot] = field.index;
  }

  private void putNumber(FieldColumns field) {
    numberSlots = GrowingArrays.of(numberSlots, numbers + 1);
    numberColumns = GrowingArrays.of(numberColumns, numbers + 1);
    made.set(numbers, field.isMade);
    ofLabels.set(numbers, field.isMade && knownLabels.contains(field.path));
    numberSlots[numbers] = field.numberSlot;
    numberColumns[numbers++] = field.numberColumn;
  }

  private void learnValue(FieldColumns field, double number) {
    int place = field.place(number);
    if (place != NONE) {
      if (field.valueColumns[place] == NONE) {
        field.valueColumns[place] = add(Column.Kind.VALUE, field, Fields.numberText(number));
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

  private void learnText(FieldColumns field, String text) {
    if (field.isKey && field.isFullKey()) {
      return;
    }
    if (field.textSlot == NONE) {
      field.textSlot = addPlainSlot(field);
      field.changed();
      head.changed();
    }
    if (!field.isDecided && texts.isText(field, text)) {
      becomeText(field);
    }
    if (field.words != null) {
      learnWords(field, text);
      return;
    }
    boolean mayHaveOwn = columns.size() < MAX_COLUMNS && field.hasRoomFor(text);
    if (field.textColumn(text) != NONE && !mayHaveOwn) {
      field.countKnown();
    } else if (field.earnsColumn(text)) {
      if (mayHaveOwn) {
        field.texts.put(text, add(Column.Kind.TEXT, field, text));
      } else if (field.isKey) {
        field.manyValued = field.texts.size() >= FieldColumns.TEXTS;
        field.changed();
      } else {
        int bucket = FieldColumns.bucket(text);
        field.bucketColumn(bucket, add(Column.Kind.BUCKET, field, Integer.toString(bucket)));
      }
    }
  }

  private void becomeText(FieldColumns field) {
    field.decide();
    field.words = new TextColumns(field.path);
    for (int i = 0; i < TextTokens.NUMBERS.length; i++) {
      String path = field.path + TextTokens.NUMBERS[i];
      // The records may have such a field themselves.
      if (hasRoomForField() && !byPath.containsKey(path)) {
        field.words.numbers[i] = addField(path, true);
        field.words.numbers[i].isOfText = true;
      }
    }
    texts.add(field);
    head.changed();
  }

  private void learnWords(FieldColumns field, String text) {
    TextTokens tokens = maker.tokens(field).read(text);
    int wanted = TextColumns.slots(tokens);
    if (texts.names().add(field.index, tokens)) {
      head.changed();
    }
    for (int count = field.words.slots(); count < wanted; count++) {
      field.words.addSlot(addSlot(field));
      field.changed();
      head.changed();
    }
    for (FieldColumns number : field.words.numbers) {
      if (number != null && number.numberSlot == NONE) {
        addNumber(number);
      }
    }
  }

  private void addMissing() {
    for (int i = 0; i < mayBeMissing(); i++) {
      FieldColumns field = fields.get(i);
      if (field.missingColumn == NONE && field.seen != learned && !field.isOfText) {
        field.missingColumn = add(Column.Kind.MISSING, field, null);
      }
    }
  }

  /**
   * Returns the new column's number, or {@link #NONE} if there is no room, which is counted only
   * where a value is lost.
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
   * Finds the columns of a row that are 1, once: all that are active beside the numbers.
   *
   * @return how many there are, {@link #mostActive} at most; see {@link Row#ones()}
   */
  public int ones(Row row) {
    return row.ones(this);
  }

  /**
   * Finds the active columns in the order of the fields. Beyond the fields that may be missing only
   * those with a value are looked at.
   */
  int findActive(Row row, int[] ones) {
    double[] values = row.values();
    int n = 0;
    for (int i = 0; i < mayBeMissing(); i++) {
      n = addActive(fields.get(i), values, ones, n);
    }
    row.fields = GrowingArrays.of(row.fields, slots);
    int[] others = row.fields;
    int count = 0;
    for (int slot = MAY_BE_MISSING; slot < slots; slot++) {
      if (slotFields[slot] >= MAY_BE_MISSING && !Double.isNaN(values[slot])) {
        others[count++] = slotFields[slot];
      }
    }
    // A row has one value of a field; slots of its second kind come later than those of others.
    Arrays.sort(others, 0, count);
    for (int i = 0; i < count; i++) {
      n = addActive(fields.get(others[i]), values, ones, n);
    }
    return n;
  }

  private static int addActive(FieldColumns field, double[] row, int[] active, int count) {
    int n = count;
    double number = field.numberSlot == NONE ? Double.NaN : row[field.numberSlot];
    double text = field.textSlot == NONE ? Double.NaN : row[field.textSlot];
    int value = Double.isNaN(number) ? NONE : field.valueColumn(number);
    if (value != NONE) {
      active[n++] = value;
    }
    if (text >= 0) {
      active[n++] = (int) text;
    }
    if (field.missingColumn != NONE && Double.isNaN(number) && Double.isNaN(text)) {
      active[n++] = field.missingColumn;
    }
    return n;
  }

  /** Returns the fields that are text, and what finds the words of a row. */
  public TextFields texts() {
    return texts;
  }

  /** Returns the values of a row without the slots of words: {@link #plainSlots} or more. */
  public double[] plain(Row row) {
    if (plain == slots) {
      return row.values();
    }
    double[] compact = row.roomForPlain(plain);
    for (int i = 0; i < plain; i++) {
      compact[i] = row.values()[plainSlots[i]];
    }
    return compact;
  }

  /** Returns the largest number of columns of a row that can be 1. */
  public int mostActive() {
    return 3 * fields.size();
  }

  /**
   * Returns all its state: the counts, and each field. To read parts, read the first before asking
   * for the others, and call {@link #complete} at the end.
   */
  public List<StatePart> state() {
    List<StatePart> parts = new ArrayList<>(List.of(head, leftOut));
    parts.addAll(fields);
    parts.addAll(texts.names().parts());
    parts.add(times);
    return parts;
  }

  /**
   * Takes over the fields that have been read.
   *
   * @throws DamagedStateException when they do not fit together
   */
  public void complete() {
    byPath.clear();
    columns.clear();
    numbers = 0;
    plain = 0;
    texts.clear();
    Column[] all = new Column[head.columns];
    boolean[] taken = new boolean[slots];
    for (FieldColumns field : fields) {
      field.isKey = keys.contains(field.path);
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
    for (FieldColumns field : fields) {
      if (field.words != null) {
        texts.add(field);
        field.words.complete(byPath);
      }
    }
    for (int slot = 0; slot < slots; slot++) {
      if (!taken[slot]) {
        throw new DamagedStateException("slot %d belongs to no field".formatted(slot));
      }
      FieldColumns field = fields.get(slotFields[slot]);
      if (slot == field.numberSlot || slot == field.textSlot) {
        putPlain(slot);
      }
    }
    fields.stream()
        .filter(field -> field.numberColumn != NONE)
        .sorted(Comparator.comparingInt(field -> field.numberColumn))
        .forEach(this::putNumber);
  }

  private void takeSlots(FieldColumns field, boolean[] taken) {
    if ((field.numberSlot == NONE) != (field.numberColumn == NONE)
        || (field.textSlot == NONE && field.hasTextColumns())) {
      throw new DamagedStateException("columns of %s have no slot".formatted(field.path));
    }
    int[] own = {field.numberSlot, field.textSlot};
    for (int slot : field.words == null ? own : field.words.with(own)) {
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
      String value = Fields.numberText(field.values[i]);
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
      // Only if there are words or times, so that older digests stay valid.
      if (texts.names().used() != 0 || times.present()) {
        out.putLong(texts.names().used());
      }
      if (times.present()) {
        out.putByte(1);
      }
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
          || slots > 2 * MAX_FIELDS + TextFields.MOST * TextColumns.MOST_SLOTS) {
        throw new DamagedStateException(
            "%d columns of %d fields in %d slots".formatted(columns, count, slots));
      }
      boolean more = in.remaining() > 0;
      texts.names().expect(TextTokens.COLUMNS, more ? in.getLong() : 0);
      times.expect(in.remaining() > 0 && in.getByte() == 1);
      if (more && texts.names().used() == 0 && !times.present()) {
        throw new DamagedStateException("neither words nor times where there should be some");
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
