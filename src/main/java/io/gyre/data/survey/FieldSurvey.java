package io.gyre.data.survey;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.PrintableText;
import io.gyre.data.RecordSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the first points of a stream look like, told to a person: which fields there are and of what
 * kind, which classes, what had better be ignored. Nothing is decided by it. Not thread-safe.
 */
public final class FieldSurvey {

  /** After so many points enough is known. */
  public static final int POINTS = 1_000;

  /** A field that alone says so many labels right is suspected to know the answer. */
  private static final double KNOWS = 0.995;

  /** Where one class has so many of the labels, any field says as many right. */
  private static final double ONE_SIDED = 0.95;

  /** With fewer points a value, a field says labels right by chance. */
  private static final int POINTS_A_VALUE = 5;

  /** Of wide records with many values fewer are looked at: some 50 MB then. */
  private static final int MOST_VALUES = 200_000;

  private static final int FIELDS_SHOWN = 40;
  private static final int CLASSES_SHOWN = 10;

  /** Of more classes only the largest few are worth a look. */
  private static final int LARGEST_SHOWN = 5;

  /** With fewer labels their number says little about those that follow. */
  private static final int LABELS_ENOUGH = 50;

  private static final int LONGEST = 40;

  /** A number with a decimal comma, and points between its thousands or none. */
  private static final Pattern DECIMAL_COMMA =
      Pattern.compile("[+-]?(\\d{1,3}(\\.\\d{3})+|\\d+),\\d+");

  private final RecordSettings records;
  private final boolean lateLabels;
  private final String anew;
  private final Map<String, Seen> fields = new TreeMap<>();
  private final Map<Label, Integer> classes = new LinkedHashMap<>();
  private int points;
  private int labelled;
  private int values;
  private SurveyedFields found;

  /**
   * Makes a survey of nothing.
   *
   * @param records what the members of the records mean
   * @param lateLabels whether labels may come in later records
   */
  public FieldSurvey(RecordSettings records, boolean lateLabels) {
    this(records, lateLabels, "");
  }

  /**
   * As the other, of what is learned from already.
   *
   * @param anew the option, behind a space, with which it is learned anew
   */
  public FieldSurvey(RecordSettings records, boolean lateLabels, String anew) {
    this.records = records;
    this.lateLabels = lateLabels;
    this.anew = anew;
  }

  private static final class Seen {
    private int numbers;
    private int texts;
    private int booleans;
    private int decimalCommas;
    private String lastText;
    private double least = Double.POSITIVE_INFINITY;
    private double largest = Double.NEGATIVE_INFINITY;
    private final TimeGuess time = new TimeGuess();

    /** How many points each value had of each class. */
    private final Map<Object, Map<Label, Integer>> values = new HashMap<>();

    /** Returns whether the value is new. */
    boolean add(double number, String text, Label label) {
      time.add(number, text);
      if (text == null) {
        numbers++;
        least = Math.min(least, number);
        largest = Math.max(largest, number);
      } else {
        texts++;
        booleans += text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false") ? 1 : 0;
        decimalCommas += DECIMAL_COMMA.matcher(text).matches() ? 1 : 0;
        lastText = text;
      }
      Object value = text == null ? (Object) number : PrintableText.shortened(text, LONGEST);
      int before = values.size();
      Map<Label, Integer> labels = values.computeIfAbsent(value, absent -> new HashMap<>(2));
      if (label != null) {
        labels.merge(label, 1, Integer::sum);
      }
      return values.size() > before;
    }

    int present() {
      return numbers + texts;
    }

    SurveyedFields.Field field(String path, int points) {
      String kind = texts == 0 ? "number" : booleans == present() ? "boolean" : "text";
      return new SurveyedFields.Field(
          path,
          texts > 0 && numbers > 0 ? "number and text" : kind,
          values.size(),
          1 - (double) present() / points,
          numbers == 0 ? Double.NaN : least,
          numbers == 0 ? Double.NaN : largest);
    }

    /** How many labels are right if each value stands for its most frequent one. */
    int right() {
      return values.values().stream()
          .mapToInt(of -> of.values().stream().mapToInt(n -> n).max().orElse(0))
          .sum();
    }
  }

  /** Tells whether it has seen as many points as it looks at. */
  public boolean isFull() {
    return points >= POINTS || values >= MOST_VALUES;
  }

  /** How many points it has looked at. */
  public int points() {
    return points;
  }

  /** Tells whether one of the points had a label. */
  public boolean hasLabels() {
    return labelled > 0;
  }

  /** Looks at a point, unless it is full. */
  public void add(Point point) {
    add(point.fields(), point.label());
  }

  /**
   * Looks at a point, unless it is full.
   *
   * @param label null if it has none
   */
  public void add(Fields all, Label label) {
    if (isFull()) {
      return;
    }
    points++;
    if (label != null) {
      labelled++;
      classes.merge(label, 1, Integer::sum);
    }
    for (int i = 0; i < all.size(); i++) {
      if (!all.missing(i)) {
        Seen seen = fields.computeIfAbsent(all.path(i), absent -> new Seen());
        values += seen.add(all.number(i), all.text(i), label) ? 1 : 0;
      }
    }
  }

  /** Returns what was seen, as data. */
  public SurveyedFields found() {
    if (found == null || found.points() != points) {
      List<SurveyedFields.Field> each = new ArrayList<>();
      List<String> doubts = new ArrayList<>();
      Map<String, Double> knows = new LinkedHashMap<>();
      Optional.ofNullable(labelDoubt()).ifPresent(doubts::add);
      fields.forEach(
          (path, seen) -> {
            each.add(seen.field(path, points));
            doubts.addAll(doubts(path, seen));
            if (knows(seen)) {
              knows.put(path, (double) seen.right() / labelled);
            }
          });
      found = new SurveyedFields(points, each, Map.copyOf(classes), doubts, knows);
    }
    return found;
  }

  /** As {@link #found}, for the last time: what it was found from is forgotten. */
  public SurveyedFields settle() {
    SurveyedFields all = found();
    fields.clear();
    return all;
  }

  /** Says what was seen, and what is no field. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Understood from %s: %d %s, label %s with %s."
            .formatted(
                points == 1
                    ? "the first record"
                    : String.format(Locale.ROOT, "the first %,d records", points),
                fields.size(),
                fields.size() == 1 ? "field" : "fields",
                PrintableText.brief(records.label()),
                classesText()));
    fields.entrySet().stream()
        .limit(FIELDS_SHOWN)
        .forEach(field -> lines.add("  " + described(field.getKey(), field.getValue())));
    if (fields.size() > FIELDS_SHOWN) {
      lines.add("  … and %,d more".formatted(fields.size() - FIELDS_SHOWN));
    }
    lines.add("  no fields: " + PrintableText.sentence(String.join(", ", records.excluded())));
    found().doubts().forEach(doubt -> lines.add("  " + doubt));
    return lines;
  }

  /**
   * Says what is wrong with a label that seldom comes twice, as an id or an amount does not.
   *
   * @return null if nothing is
   */
  public String labelDoubt() {
    if (labelled < LABELS_ENOUGH || 2 * classes.size() <= labelled) {
      return null;
    }
    return String.format(
        Locale.ROOT,
        "is %s the label? It has %,d classes in %,d records, as an id or an amount has. Gyre predicts one of at most %,d classes (with many fields fewer); a record with one beyond cannot be used. Name another field with --label%s",
        PrintableText.brief(records.label()),
        classes.size(),
        labelled,
        Label.MAX_CLASSES,
        anew);
  }

  private String classesText() {
    if (labelled == 0) {
      return lateLabels
          ? "no value so far: labels may come later"
          : "no value so far: the records are predicted only";
    }
    StringBuilder text =
        new StringBuilder(classes.size() + (classes.size() == 1 ? " class: " : " classes: "));
    int shown = classes.size() > CLASSES_SHOWN ? LARGEST_SHOWN : classes.size();
    text.append(
        classes.entrySet().stream()
            .sorted((a, b) -> b.getValue() - a.getValue())
            .limit(shown)
            .map(
                of ->
                    "%s (%s)"
                        .formatted(
                            PrintableText.brief(of.getKey().text()),
                            share(of.getValue(), labelled)))
            .collect(Collectors.joining(", ")));
    if (shown < classes.size()) {
      text.append(String.format(Locale.ROOT, " and %,d more", classes.size() - shown));
    }
    if (labelled < points) {
      text.append(
          String.format(
              Locale.ROOT,
              lateLabels
                  ? "; %,d still without a label"
                  : "; %,d without a label are predicted only",
              points - labelled));
    }
    return text.toString();
  }

  private String described(String path, Seen seen) {
    List<String> parts = new ArrayList<>();
    if (seen.numbers > 0) {
      parts.add(
          seen.numbers == seen.present()
              ? "number, %s to %s".formatted(number(seen.least), number(seen.largest))
              : "number in %s of them".formatted(share(seen.numbers, seen.present())));
    }
    if (seen.texts > 0 && seen.booleans == seen.present()) {
      parts.add("boolean");
    } else if (seen.texts > 0) {
      parts.add(
          "text, %,d %s"
              .formatted(seen.values.size(), seen.values.size() == 1 ? "value" : "values"));
    }
    if (seen.present() < points) {
      parts.add(share(points - seen.present(), points) + " missing");
    }
    return PrintableText.brief(path) + ": " + String.join("; ", parts);
  }

  private List<String> doubts(String path, Seen seen) {
    List<String> doubts = new ArrayList<>();
    String shown = PrintableText.brief(path);
    boolean counts = seen.numbers == seen.present() && isWhole(seen);
    if (records.time() == null && seen.time.isTime(points)) {
      doubts.add(
          "is %s the time of the records? %s makes it the time of the stream (windows of scores, waiting for labels), and no field to learn from"
              .formatted(shown, option("--time", shown)));
    } else if (isFull()
        && seen.present() == points
        && seen.values.size() == points
        && (seen.texts > 0 || counts)) {
      doubts.add(
          "%s differs in all of them, as an id does: leave it out with %s?"
              .formatted(shown, option("--ignore", shown)));
    }
    if (seen.decimalCommas > 0 && seen.decimalCommas == seen.texts) {
      doubts.add(
          "is %s a number? It is taken as text where it is written as in %s; a number is written as in 1234.56"
              .formatted(shown, PrintableText.quoted(seen.lastText)));
    }
    if (knows(seen)) {
      doubts.add(
          "does %s know the answer? It alone says %s of the labels right. If it is known only after the label, leave it out with %s"
              .formatted(shown, share(seen.right(), labelled), option("--ignore", shown)));
    }
    return doubts;
  }

  private String option(String name, String path) {
    return name + " " + PrintableText.shellWord(path) + anew;
  }

  /** Tells whether a field alone says nearly all labels. */
  private boolean knows(Seen seen) {
    int most = classes.values().stream().mapToInt(n -> n).max().orElse(0);
    return labelled >= POINTS / 2
        && most < ONE_SIDED * labelled
        && seen.values.size() * POINTS_A_VALUE <= seen.present()
        && seen.right() >= KNOWS * labelled;
  }

  private static boolean isWhole(Seen seen) {
    return seen.values.keySet().stream().allMatch(v -> v instanceof Double d && d == Math.rint(d));
  }

  private static String number(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : String.format(Locale.ROOT, "%.4g", number);
  }

  private static String share(int part, int whole) {
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
  }
}
