package io.gyre.data;

import com.fasterxml.jackson.core.io.NumberInput;
import io.gyre.data.FieldPaths.FieldPath;
import io.gyre.data.FieldPaths.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;

/**
 * Reads the records of a topic as points, whatever their content.
 *
 * <p>All scalars of a JSON object are fields, except the label, the id, the time and ignored ones:
 * nested ones by their path ({@code address.zip}), elements of arrays by their index ({@code
 * features.0}). In an envelope of Kafka Connect or Debezium, the row within is read. A line of CSV
 * has its fields under the names of its columns.
 *
 * <p>Text is trimmed. If it is empty, {@code ?}, {@code NA}, {@code NaN} or {@code null}, the field
 * is missing (the label: unknown), as with JSON's null; if it follows JSON's grammar of numbers,
 * the field is a number; if it is a time by ISO 8601, what {@link TimeFields} makes of it are
 * fields instead, as of the record's own time; anything else, also true and false, is text.
 *
 * <p>An id is text of at most {@value PointJson#MAX_ID_LENGTH} characters or an integer, a label a
 * number, a boolean, or text of at most {@value Label#MAX_LENGTH} characters. JSON is nested at
 * most {@value PointJson#MAX_DEPTH} deep; a name has at most {@value PointJson#MAX_NAME_LENGTH}
 * bytes, a number {@value PointJson#MAX_NUMBER_LENGTH} digits, a path {@value
 * RecordSettings#MAX_PATH} characters, a record {@value #MAX_FIELDS} fields.
 *
 * <p>The point depends only on the record's bytes and the settings, because a stream that is read
 * again must give the same model. Not thread-safe.
 */
public abstract class RecordReader {

  /** The longest record, in bytes: 1 MiB, the default limit of a topic. */
  public static final int MAX_BYTES = 1 << 20;

  /** The records that a reader accepts. */
  public enum Accepts {
    /** Points, with or without a label. */
    POINTS,
    /** The same, and labels of points that came before: records with an id and no fields. */
    POINTS_AND_LABELS,
    /** Only such labels; all fields but their time are ignored. */
    LABELS,
    /** Points that ask, which need no time. */
    QUESTIONS
  }

  /** More fields than any learner has columns; it bounds what the paths of a record cost. */
  static final int MAX_FIELDS = 20_000;

  private static final int MAX_VALUES = 2 * MAX_FIELDS; // with objects and arrays around them

  final FieldBuffer fields = new FieldBuffer();

  private final RecordSettings settings;
  private final NavigableMap<Double, Label> bins; // of a label that is an amount; else null
  private final Accepts accepts;
  private final FieldPaths paths;
  private long record; // counts the records, so that a path tells whether this one had it
  private int values;
  private String id;
  Label label; // the record's label; null without one
  private String lastText; // the text that was read as a label last
  private Label lastLabel; // what it gave
  private long time;
  private final List<EventTime> times = new ArrayList<>();
  private final List<FieldPath> timesAt = new ArrayList<>(); // where they were

  RecordReader(RecordSettings settings, Accepts accepts) {
    this.settings = settings;
    this.accepts = accepts;
    paths = new FieldPaths(settings, accepts != Accepts.LABELS);
    bins = settings.binEdges().isEmpty() ? null : LabelBins.classes(settings.binEdges());
  }

  /** Makes a reader; {@link RecordSettings#ofLabels} are the settings for labels alone. */
  public static RecordReader of(RecordSettings settings, Accepts accepts) {
    return switch (settings.format()) {
      case JSON -> new JsonRecords(settings, accepts);
      case CSV -> new CsvRecords(settings, accepts);
    };
  }

  /**
   * Reads a point; a label is a point without fields.
   *
   * @param value a record's value; may be null or anything else, and is not changed
   * @return null for a record that is not meant as a point: without a value, or a row's deletion
   * @throws InvalidPointException with the reason, for every other value that is not a point
   */
  public final Point read(byte[] value) throws InvalidPointException {
    if (value == null) {
      return null;
    }
    int wrong = Utf8.firstMalformed(value);
    if (wrong >= 0) {
      throw new InvalidPointException(
          "value: expected UTF-8, found the byte 0x%02x at position %d"
              .formatted(value[wrong], wrong));
    }
    return readText(value);
  }

  /** Reads a record of well-formed UTF-8. */
  abstract Point readText(byte[] value) throws InvalidPointException;

  /** Begins a new record; returns the path of the whole. */
  final FieldPath begin() {
    record++;
    values = 0;
    id = null;
    label = null;
    time = Point.NO_TIME;
    fields.clear();
    times.clear();
    timesAt.clear();
    paths.trim();
    return paths.root;
  }

  /** Notes a value at a path, which must be the only one there unless nothing there counts. */
  final void visit(FieldPath at) throws InvalidPointException {
    if (at.seen == record && (at.role != Role.NONE || at.leadsOn)) {
      throw invalid(at, "expected once, found a second time");
    }
    at.seen = record;
    if (++values > MAX_VALUES) {
      throw tooMany(MAX_VALUES, "values");
    }
    if (at.tooLong) {
      throw invalid(
          at,
          "expected a path of at most %d characters, found %d"
              .formatted(RecordSettings.MAX_PATH, at.path.length()));
    }
  }

  private static InvalidPointException tooMany(int most, String what) {
    return new InvalidPointException(
        "value: expected at most %d %s, found more; name the fields that count, or those to ignore"
            .formatted(most, what));
  }

  /** Returns the path and the reason, with the path's role unless the path shows it. */
  static InvalidPointException invalid(FieldPath at, String reason) {
    boolean hasRole = at.role != Role.FIELD && at.role != Role.NONE;
    String name =
        hasRole
            ? role(at.role.name().toLowerCase(Locale.ROOT), at.path)
            : PrintableText.brief(at.path);
    return new InvalidPointException(name + ": " + reason);
  }

  /** Returns a label's reason, which begins with its role, under the name of the path. */
  static InvalidPointException named(FieldPath at, InvalidPointException reason) {
    String message = reason.getMessage();
    return invalid(at, message.substring(message.indexOf(':') + 2));
  }

  /** Adds a number of JSON's grammar that is a category. */
  final void addCategory(FieldPath at, String number) {
    String category = number;
    try {
      category = CellText.canonical(number);
    } catch (NumberFormatException | ArithmeticException e) {
      // Its exponent is beyond all limits, so it is equal to no other number.
    }
    fields.add(at.path, Double.NaN, category);
  }

  /** Adds the value of a text: a number, a time, other text, or that the field is missing. */
  final void addText(FieldPath at, String untrimmed) throws InvalidPointException {
    String text = untrimmed.strip();
    if (CellText.isMissing(text)) {
      fields.add(at.path, Double.NaN, null);
    } else if (text.length() > PointJson.MAX_NUMBER_LENGTH || !CellText.isNumber(text)) {
      EventTime written = at.category ? null : EventTime.ofIso(text);
      if (written == null) {
        fields.add(at.path, Double.NaN, requireWhole(at, text));
      } else {
        fields.addTime(at.path, text);
        noteTime(at, written);
      }
    } else if (at.category) {
      addCategory(at, text);
    } else {
      addNumber(at, NumberInput.parseDouble(text, true), text);
    }
  }

  final void addNumber(FieldPath at, double number, String shown) throws InvalidPointException {
    if (!Double.isFinite(number)) {
      throw invalid(at, "expected a finite number, found " + PrintableText.brief(shown));
    }
    fields.add(at.path, number, null);
  }

  /** JSON can escape half a character, which no UTF-8 can carry. */
  private static String requireWhole(FieldPath at, String text) throws InvalidPointException {
    if (!Utf8.encodes(text)) {
      throw invalid(
          at, "expected whole characters, found half of one in " + PrintableText.quoted(text));
    }
    return text;
  }

  /** Sets the label, unless the text is missing. */
  final void setLabelText(FieldPath at, String untrimmed, boolean typed)
      throws InvalidPointException {
    String text = untrimmed.strip();
    if (CellText.isMissing(text)) {
      return;
    }
    try {
      if (text != lastText) {
        lastLabel = typed ? Label.ofText(text) : Label.parse(text);
        lastText = text;
      }
      label = lastLabel;
    } catch (InvalidPointException e) {
      throw named(at, e);
    }
  }

  /** Sets the id, unless the text is blank. */
  final void setId(FieldPath at, String text) throws InvalidPointException {
    if (text.isBlank()) {
      return;
    }
    if (text.length() > PointJson.MAX_ID_LENGTH) {
      throw invalid(
          at,
          "expected at most %d characters, found %d, beginning with %s"
              .formatted(PointJson.MAX_ID_LENGTH, text.length(), PrintableText.quoted(text)));
    }
    id = requireWhole(at, text);
  }

  final void setTime(FieldPath at, String untrimmed) throws InvalidPointException {
    String text = untrimmed.strip();
    EventTime read = EventTime.of(text);
    if (read == null) {
      if (accepts == Accepts.QUESTIONS || accepts == Accepts.LABELS) {
        return;
      }
      throw notTime(at, PrintableText.quoted(text));
    }
    time = read.ms();
    noteTime(at, read);
  }

  private void noteTime(FieldPath at, EventTime read) {
    times.add(read);
    timesAt.add(at);
  }

  /** Adds what times tell, but under the names of the record's own fields. */
  private void addTimes() {
    for (int t = 0; t < times.size(); t++) {
      FieldPath[] told = timesAt.get(t).ofTime();
      for (int i = 0; i < told.length; i++) {
        if (told[i].role == Role.FIELD && told[i].seen != record && !told[i].tooLong) {
          String name = TimeFields.NAMES.get(i);
          String text = name.equals("weekday") ? TimeFields.weekday(times.get(t)) : null;
          fields.add(told[i].path, TimeFields.number(times.get(t), name), text);
        }
      }
    }
  }

  static InvalidPointException notTime(FieldPath at, String found) {
    return invalid(at, EventTime.EXPECTED + ", found " + found);
  }

  /** Refuses a record without a time, unless it may be a label, which needs no time. */
  final void refuseNoTime(FieldPath at, String found) throws InvalidPointException {
    if (accepts == Accepts.POINTS) {
      throw notTime(at, found);
    }
  }

  private boolean isLabel() {
    return (accepts == Accepts.POINTS_AND_LABELS || accepts == Accepts.LABELS)
        && id != null
        && label != null;
  }

  /** Returns the point or label whose values were added; null if a required field is missing. */
  final Point point() throws InvalidPointException {
    if (bins != null && label != null) {
      if (!label.isNumber()) {
        throw new InvalidPointException(
            "the %s: expected a number, of which --bins makes a class, found %s"
                .formatted(role("label", settings.label()), PrintableText.quoted(label.text())));
      }
      label = LabelBins.of(label, bins);
    }
    if (isLabel() && fields.isMissing()) {
      fields.clear();
    }
    if (fields.size == 0) {
      return isLabel() ? new Point(id, Fields.NONE, label, time, false) : null;
    }
    if (settings.time() != null && time == Point.NO_TIME && accepts != Accepts.QUESTIONS) {
      throw new InvalidPointException(
          "time %s: %s, found no such field"
              .formatted(PrintableText.brief(settings.time()), EventTime.EXPECTED));
    }
    int read = fields.size;
    addTimes();
    if (fields.size > MAX_FIELDS) {
      throw tooMany(MAX_FIELDS, "fields");
    }
    return new Point(id, fields.fields(read), label, time, false);
  }

  /** Says what a record without a point must have. */
  final String expected() {
    if (accepts == Accepts.LABELS) {
      return "expected the %s and the %s of a point"
          .formatted(role("label", settings.label()), role("id", settings.id()));
    }
    String field =
        !settings.fields().isEmpty()
            ? "expected one of " + PrintableText.list(settings.fields())
            : settings.id() == null
                ? "expected a field besides the label"
                : "expected a field besides label and id";
    return field + (accepts == Accepts.POINTS ? "" : ", or both of them");
  }

  private static String role(String role, String path) {
    return role + (path.equals(role) ? "" : " " + PrintableText.brief(path));
  }
}
