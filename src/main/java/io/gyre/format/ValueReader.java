package io.gyre.format;

import com.fasterxml.jackson.core.io.NumberInput;
import io.gyre.Setting;
import io.gyre.data.EventTime;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.LabelBins;
import io.gyre.data.Point;
import io.gyre.data.PointJson;
import io.gyre.format.FieldPaths.FieldPath;
import io.gyre.format.FieldPaths.Role;
import io.gyre.format.RecordReader.Accepts;
import io.gyre.words.CellText;
import io.gyre.words.PrintableText;
import io.gyre.words.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;

/**
 * Reads records of one {@link ValueFormat}: it finds their values, this makes a point of them, as
 * {@link RecordReader} describes. Not thread-safe.
 */
abstract class ValueReader {

  /** More fields than any learner has columns; it bounds what the paths of a record cost. */
  static final int MAX_FIELDS = 20_000;

  private static final int MAX_VALUES = 2 * MAX_FIELDS; // with objects and arrays around them

  /** Of the paths of all values, and of what times tell: a few bytes can stand for many. */
  private static final int MAX_CHARACTERS = MAX_FIELDS * RecordSettings.MAX_PATH;

  final FieldBuffer fields = new FieldBuffer();

  private final RecordSettings settings;
  private final NavigableMap<Double, Label> bins; // of a label that is an amount; else null
  private final Accepts accepts;
  private final FieldPaths paths;
  private long record; // counts the records, so that a path tells whether this one had it
  private int values;
  private int characters; // of their paths
  private String id;
  Label label; // the record's label; null without one
  private String lastText; // the text that was read as a label last
  private Label lastLabel; // what it gave
  private long time;
  private final List<EventTime> times = new ArrayList<>();
  private final List<FieldPath> timesAt = new ArrayList<>(); // where they were

  ValueReader(RecordSettings settings, Accepts accepts) {
    this.settings = settings;
    this.accepts = accepts;
    paths = new FieldPaths(settings, accepts != Accepts.LABELS);
    bins = settings.binEdges().isEmpty() ? null : LabelBins.classes(settings.binEdges());
  }

  /**
   * Reads a point; a label is a point without fields.
   *
   * @param value a record's value, which is not changed
   * @param begin where what its schema describes begins; 0 without a schema
   * @param schema the record's; null for a format without schemas
   * @param message of Protobuf, the message's full name or the path of its indexes, as {@code 1.0};
   *     null if the value says it, or for another format
   * @return null for a record that is not meant as a point: a row's deletion
   * @throws InvalidPointException with the reason, for every other value that is not a point
   */
  abstract Point read(byte[] value, int begin, Schema schema, String message)
      throws InvalidPointException;

  /** Requires a value to be well-formed UTF-8. */
  static void requireText(byte[] value) throws InvalidPointException {
    int wrong = Utf8.firstMalformed(value);
    if (wrong >= 0) {
      throw new InvalidPointException(
          "value: expected UTF-8, found the byte 0x%02x at position %d"
              .formatted(value[wrong], wrong));
    }
  }

  /** Begins a new record; returns the path of the whole. */
  final FieldPath begin() {
    record++;
    values = 0;
    characters = 0;
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
    countCharacters(at);
    if (at.tooLong) {
      throw invalid(
          at,
          "expected a path of at most %d characters, found %d"
              .formatted(RecordSettings.MAX_PATH, at.path.length()));
    }
  }

  private void countCharacters(FieldPath at) throws InvalidPointException {
    characters += at.path.length();
    if (characters > MAX_CHARACTERS) {
      throw tooMany(MAX_CHARACTERS, "characters in all paths");
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
      EventTime written = at.category ? null : EventTime.ofText(text);
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
  private void addTimes() throws InvalidPointException {
    for (int t = 0; t < times.size(); t++) {
      FieldPath[] told = timesAt.get(t).ofTime();
      for (int i = 0; i < told.length; i++) {
        countCharacters(told[i]);
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
            "the %s: expected a number, of which %s makes a class, found %s"
                .formatted(
                    role("label", settings.label()),
                    Setting.BINS,
                    PrintableText.quoted(label.text())));
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
    return field + (accepts == Accepts.POINTS_AND_LABELS ? ", or both of them" : "");
  }

  private static String role(String role, String path) {
    return role + (path.equals(role) ? "" : " " + PrintableText.brief(path));
  }
}
