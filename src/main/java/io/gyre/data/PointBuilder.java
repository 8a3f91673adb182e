package io.gyre.data;

import com.fasterxml.jackson.core.io.NumberInput;
import io.gyre.data.FieldPath.Role;
import io.gyre.data.RecordReader.Accepts;
import java.util.Arrays;

/**
 * Makes the points of one record after another from the values at their paths, by the rules that
 * hold for every format. Not thread-safe.
 */
final class PointBuilder {

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
  private Label label;

  /** The text that was read as a label last, and the label. */
  private String lastText;

  private Label lastLabel;
  private long time;

  /** The numbers of the array {@code features}, and its path; null if there is none. */
  private double[] features;

  private FieldPath featuresPath;
  private boolean plain;

  /** The paths of the last array {@code features}. */
  private String[] featurePaths = new String[0];

  PointBuilder(RecordSettings settings, Accepts accepts) {
    this.settings = settings;
    this.accepts = accepts;
    paths = new FieldPaths(settings, accepts != Accepts.LABELS);
  }

  /** Begins a new record; returns the path of the whole. */
  FieldPath begin() {
    record++;
    values = 0;
    id = null;
    label = null;
    time = Point.NO_TIME;
    features = null;
    plain = false;
    buffer.clear();
    paths.trim();
    return paths.root();
  }

  /**
   * Notes that the record has a value at the path, which must be the only one there unless nothing
   * there counts.
   */
  void visit(FieldPath at) throws InvalidPointException {
    if (at.seen == record && at.counts()) {
      throw new InvalidPointException(name(at) + ": expected once, found a second time");
    }
    at.seen = record;
    if (++values > MAX_VALUES) {
      throw tooMany(MAX_VALUES, "values");
    }
    if (at.role == Role.FIELD && at.path.length() > RecordSettings.MAX_PATH) {
      throw new InvalidPointException(
          String.format(
              "%s: expected a path of at most %d characters, found %d",
              name(at), RecordSettings.MAX_PATH, at.path.length()));
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

  /** Adds a field that is missing. */
  void addMissing(FieldPath at) {
    buffer.add(at.path, Double.NaN, null);
  }

  /** Adds true or false. */
  void addBoolean(FieldPath at, boolean value) {
    buffer.add(at.path, Double.NaN, value ? "true" : "false");
  }

  /** Adds a finite number that is no category. */
  void addNumber(FieldPath at, double number) {
    buffer.add(at.path, number, null);
  }

  /**
   * Adds a number that is a category.
   *
   * @param number of JSON's grammar
   */
  void addCategory(FieldPath at, String number) {
    buffer.add(at.path, Double.NaN, category(number));
  }

  private static String category(String number) {
    try {
      return JsonNumber.canonical(number);
    } catch (NumberFormatException | ArithmeticException e) {
      return number; // Its exponent is beyond all bounds: then it is equal to no other anyway.
    }
  }

  /** Adds what a text says: a number, text, or that the field is missing. */
  void addText(FieldPath at, String untrimmed) throws InvalidPointException {
    String text = untrimmed.strip();
    if (CellText.isMissing(text)) {
      addMissing(at);
    } else if (!isNumber(text)) {
      buffer.add(at.path, Double.NaN, whole(at, text));
    } else if (at.category) {
      addCategory(at, text);
    } else {
      addNumber(at, finite(at, text));
    }
  }

  /** A text is a number only where JSON's numbers may be as long. */
  private static boolean isNumber(String text) {
    return text.length() <= PointJson.MAX_NUMBER_LENGTH && CellText.isNumber(text);
  }

  private static double finite(FieldPath at, String number) throws InvalidPointException {
    double value = NumberInput.parseDouble(number, true);
    if (!Double.isFinite(value)) {
      throw notFinite(at, number);
    }
    return value;
  }

  /** Says that a number is none that can be computed with. */
  static InvalidPointException notFinite(FieldPath at, String found) {
    return new InvalidPointException(
        name(at) + ": expected a finite number, found " + PrintableText.brief(found));
  }

  /** JSON can escape half a character, which no UTF-8 can carry. */
  private static String whole(FieldPath at, String text) throws InvalidPointException {
    if (!Utf8.encodes(text)) {
      throw new InvalidPointException(
          name(at)
              + ": expected whole characters, found half of one in "
              + PrintableText.quoted(text));
    }
    return text;
  }

  /**
   * Sets the numbers of the array {@code features}, all finite and not to be changed afterwards.
   *
   * @param at its path
   */
  void setFeatures(FieldPath at, double[] numbers) {
    featuresPath = at;
    features = numbers;
  }

  /** Adds the first numbers of the array {@code features} as any others. */
  void addFeatures(FieldPath at, double[] numbers, int count) throws InvalidPointException {
    for (int i = 0; i < count; i++) {
      FieldPath element = at.element(i);
      visit(element);
      addNumber(element, numbers[i]);
    }
  }

  /** Sets the label; none if the text is missing. */
  void setLabelText(FieldPath at, String untrimmed, boolean typed) throws InvalidPointException {
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

  /** Sets the label, which may be null. */
  void setLabel(Label value) {
    label = value;
  }

  /** Sets the id, unless the text stands for none. */
  void setId(FieldPath at, String text) throws InvalidPointException {
    if (CellText.isNoId(text)) {
      return;
    }
    try {
      id = PointIdCheck.require(text);
    } catch (InvalidPointException e) {
      throw named(at, e);
    }
  }

  /** Returns the reason with the name of the path, which it begins with the role of. */
  static InvalidPointException named(FieldPath at, InvalidPointException reason) {
    String message = reason.getMessage();
    String rest = message.substring(message.indexOf(':'));
    return new InvalidPointException(name(at) + rest, reason);
  }

  /** Sets the time from a number or a text. */
  void setTime(FieldPath at, String untrimmed) throws InvalidPointException {
    String text = untrimmed.strip();
    time = EventTime.parse(text);
    if (time == Point.NO_TIME) {
      throw notTime(at, PrintableText.quoted(text));
    }
  }

  /** Says that a value is no time. */
  static InvalidPointException notTime(FieldPath at, String found) {
    return new InvalidPointException(name(at) + ": " + EventTime.EXPECTED + ", found " + found);
  }

  private boolean hasFields() {
    return features != null || buffer.size() > 0;
  }

  /** Tells whether the record has all that it must have, but for a time. */
  boolean isComplete() {
    return accepts == Accepts.LABELS ? isLabel() : hasFields() || isLabel();
  }

  /** Tells whether a record without fields is a label. */
  private boolean isLabel() {
    return accepts != Accepts.POINTS && id != null && label != null;
  }

  /** Forgets fields of which all are missing, if the rest of the record is a label. */
  void forgetMissing() {
    if (isLabel() && buffer.isMissing()) {
      buffer.clear();
    }
  }

  /** Refuses a record whose time is missing, unless it may be a label: those need none. */
  void refuseNoTime(FieldPath at, String found) throws InvalidPointException {
    if (accepts == Accepts.POINTS) {
      throw notTime(at, found);
    }
  }

  /** Tells whether the last point's fields are an array {@code features} of numbers alone. */
  boolean isPlain() {
    return plain;
  }

  /** Returns the point, or the label, of a record that is complete. */
  Point point() throws InvalidPointException {
    if (!hasFields()) {
      return new Point(id, Fields.NONE, label, time);
    }
    if (settings.time() != null && time == Point.NO_TIME) {
      throw new InvalidPointException(
          "time %s: %s, found no such field"
              .formatted(PrintableText.brief(settings.time()), EventTime.EXPECTED));
    }
    return new Point(id, fields(), label, time);
  }

  private Fields fields() throws InvalidPointException {
    int count = buffer.size() + (features == null ? 0 : features.length);
    if (count > MAX_FIELDS) {
      throw tooMany(MAX_FIELDS, "fields");
    }
    if (features == null) {
      return buffer.fields();
    }
    if (buffer.size() == 0) {
      plain = true;
      return plainFields();
    }
    addFeatures(featuresPath, features, features.length);
    return buffer.fields();
  }

  /** Keeps the paths of the last one, because making them costs more than reading the numbers. */
  private Fields plainFields() {
    if (featurePaths.length == features.length) {
      return new Fields(featurePaths, features, null);
    }
    Fields fields = Fields.ofFeatures(features);
    featurePaths = fields.paths();
    return fields;
  }

  /** What a record that is not complete lacks, as a message's second part. */
  String expected() {
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
