package io.gyre.data;

import com.fasterxml.jackson.core.io.NumberInput;
import io.gyre.data.FieldPath.Role;
import io.gyre.data.RecordReader.Accepts;
import java.util.Arrays;

/**
 * Makes the points of one record after another from the values at their paths, by the rules that
 * hold for every format. Each format extends it. Not thread-safe.
 */
abstract class PointBuilder {

  /** More fields than any learner has columns; it bounds what the paths of a record cost. */
  static final int MAX_FIELDS = 20_000;

  /** Fields, and objects and arrays around them. */
  private static final int MAX_VALUES = 2 * MAX_FIELDS;

  private final RecordSettings settings;
  private final Accepts accepts;
  private final FieldPaths paths;
  private final FieldBuffer buffer = new FieldBuffer();

  /** Counts the records, so that a path tells whether this one had it. */
  private long record;

  private int values;
  private String id;

  /** The record's label; null if it has none. */
  Label label;

  /** The text that was read as a label last, and the label. */
  private String lastText;

  private Label lastLabel;
  private long time;

  PointBuilder(RecordSettings settings, Accepts accepts) {
    this.settings = settings;
    this.accepts = accepts;
    paths = new FieldPaths(settings, accepts != Accepts.LABELS);
  }

  /**
   * Reads a record.
   *
   * @param value well-formed UTF-8; not changed
   * @return null for a record that is no point and not meant as one
   * @throws InvalidPointException with the reason, for a record that should be a point
   */
  abstract Point read(byte[] value) throws InvalidPointException;

  /** Begins a new record; returns the path of the whole. */
  final FieldPath begin() {
    record++;
    values = 0;
    id = null;
    label = null;
    time = Point.NO_TIME;
    buffer.clear();
    paths.trim();
    return paths.root();
  }

  /**
   * Notes that the record has a value at the path, which must be the only one there unless nothing
   * there counts.
   */
  final void visit(FieldPath at) throws InvalidPointException {
    if (at.seen == record && (at.role != Role.NONE || at.leadsOn)) {
      throw new InvalidPointException(name(at) + ": expected once, found a second time");
    }
    at.seen = record;
    if (++values > MAX_VALUES) {
      throw tooMany(MAX_VALUES, "values");
    }
    if (at.tooLong) {
      throw new InvalidPointException(
          "%s: expected a path of at most %d characters, found %d"
              .formatted(name(at), RecordSettings.MAX_PATH, at.path.length()));
    }
  }

  private static InvalidPointException tooMany(int most, String what) {
    return new InvalidPointException(
        "value: expected at most %d %s, found more; name the fields that count, or those to ignore"
            .formatted(most, what));
  }

  /** Returns the path for a message, with its role if it does not say so itself. */
  static String name(FieldPath at) {
    String shown = PrintableText.brief(at.path);
    String role =
        switch (at.role) {
          case LABEL -> "label";
          case ID -> "id";
          case TIME -> "time";
          case FIELD, NONE -> shown;
        };
    return role.equals(shown) ? shown : role + " " + shown;
  }

  /**
   * Adds a field.
   *
   * @param number finite, or NaN for a field that is text or missing
   * @param text null for a field that is a number or missing
   */
  final void add(FieldPath at, double number, String text) {
    buffer.add(at.path, number, text);
  }

  /**
   * Adds a number that is a category.
   *
   * @param number of JSON's grammar
   */
  final void addCategory(FieldPath at, String number) {
    String category = number;
    try {
      category = CellText.canonical(number);
    } catch (NumberFormatException | ArithmeticException e) {
      // Its exponent is beyond all bounds: then it is equal to no other anyway.
    }
    add(at, Double.NaN, category);
  }

  /** Adds what a text says: a number, text, or that the field is missing. */
  final void addText(FieldPath at, String untrimmed) throws InvalidPointException {
    String text = untrimmed.strip();
    if (CellText.isMissing(text)) {
      add(at, Double.NaN, null);
    } else if (text.length() > PointJson.MAX_NUMBER_LENGTH || !CellText.isNumber(text)) {
      add(at, Double.NaN, requireWhole(at, text));
    } else if (at.category) {
      addCategory(at, text);
    } else {
      double number = NumberInput.parseDouble(text, true);
      if (!Double.isFinite(number)) {
        throw notFinite(at, text);
      }
      add(at, number, null);
    }
  }

  static InvalidPointException notFinite(FieldPath at, String found) {
    return new InvalidPointException(
        name(at) + ": expected a finite number, found " + PrintableText.brief(found));
  }

  /** JSON can escape half a character, which no UTF-8 can carry. */
  private static String requireWhole(FieldPath at, String text) throws InvalidPointException {
    if (!Utf8.encodes(text)) {
      throw new InvalidPointException(
          name(at)
              + ": expected whole characters, found half of one in "
              + PrintableText.quoted(text));
    }
    return text;
  }

  /** Sets the label; none if the text is missing. */
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

  /** Sets the id, unless the text is blank: that stands for none. */
  final void setId(FieldPath at, String text) throws InvalidPointException {
    if (text.isBlank()) {
      return;
    }
    if (text.length() > PointJson.MAX_ID_LENGTH) {
      throw new InvalidPointException(
          "%s: expected at most %d characters, found %d, beginning with %s"
              .formatted(
                  name(at), PointJson.MAX_ID_LENGTH, text.length(), PrintableText.quoted(text)));
    }
    id = requireWhole(at, text);
  }

  /** Returns the reason with the name of the path, which it begins with the role of. */
  static InvalidPointException named(FieldPath at, InvalidPointException reason) {
    String message = reason.getMessage();
    String rest = message.substring(message.indexOf(':'));
    return new InvalidPointException(name(at) + rest, reason);
  }

  final void setTime(FieldPath at, String untrimmed) throws InvalidPointException {
    String text = untrimmed.strip();
    time = EventTime.parse(text);
    if (time == Point.NO_TIME) {
      throw notTime(at, PrintableText.quoted(text));
    }
  }

  static InvalidPointException notTime(FieldPath at, String found) {
    return new InvalidPointException(name(at) + ": " + EventTime.EXPECTED + ", found " + found);
  }

  /** Refuses a record whose time is missing, unless it may be a label: those need none. */
  final void refuseNoTime(FieldPath at, String found) throws InvalidPointException {
    if (accepts == Accepts.POINTS) {
      throw notTime(at, found);
    }
  }

  private boolean isLabel() {
    return accepts != Accepts.POINTS && id != null && label != null;
  }

  /**
   * Returns the point, or the label, whose values were all added.
   *
   * @return null if the record lacks what it must have
   */
  final Point point() throws InvalidPointException {
    if (isLabel() && buffer.isMissing()) {
      buffer.clear();
    }
    if (buffer.size() == 0) {
      return isLabel() ? new Point(id, Fields.NONE, label, time) : null;
    }
    if (settings.time() != null && time == Point.NO_TIME) {
      throw new InvalidPointException(
          "time %s: %s, found no such field"
              .formatted(PrintableText.brief(settings.time()), EventTime.EXPECTED));
    }
    if (buffer.size() > MAX_FIELDS) {
      throw tooMany(MAX_FIELDS, "fields");
    }
    return new Point(id, buffer.fields(), label, time);
  }

  /** Says what a record without a point must have. */
  final String expected() {
    if (accepts == Accepts.LABELS) {
      return "expected %s and %s of a point"
          .formatted(
              named(settings.label(), "label", "the label"), named(settings.id(), "id", "the id"));
    }
    return expectedFields() + (accepts == Accepts.POINTS ? "" : ", or both of them");
  }

  private static String named(String path, String role, String otherwise) {
    return path.equals(role) ? otherwise : otherwise + " " + PrintableText.brief(path);
  }

  private String expectedFields() {
    if (!settings.fields().isEmpty()) {
      String named = String.join(", ", settings.fields());
      return "expected one of " + PrintableText.sentence(named);
    }
    return Arrays.asList(settings.label(), settings.id()).contains(null)
        ? "expected a field besides the label"
        : "expected a field besides label and id";
  }
}
