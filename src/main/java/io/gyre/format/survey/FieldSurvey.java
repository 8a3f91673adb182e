package io.gyre.format.survey;

import io.gyre.Setting;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.text.TextRule;
import io.gyre.data.text.TextTokens;
import io.gyre.format.RecordSettings;
import io.gyre.words.PrintableText;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A survey of a stream's first points, for display only: its fields and their kinds, its classes,
 * and the fields that should be ignored. Not thread-safe.
 */
public final class FieldSurvey {

  /** The number of points of a full survey, if there are labels of several classes. */
  public static final int POINTS = 1_000;

  /** The most points, where one class is nearly all labels. */
  public static final int MOST_POINTS = 50 * POINTS;

  private static final int OTHERS = 200; // labels beside the most frequent class: enough to tell
  private static final int LEAST_OTHERS = 5; // with fewer nothing is said to know the answer
  private static final double KNOWS = 0.99; // of the labels that always the same class gets wrong
  private static final int POINTS_A_VALUE = 5; // values with fewer predict labels together
  private static final int MOST_VALUES = 200_000; // of wide records, some 50 MB
  private static final int FIELDS_SHOWN = 40;
  private static final int CLASSES_SHOWN = 10;
  private static final int LARGEST_SHOWN = 5; // so many of the classes, if there are more
  private static final int LABELS_ENOUGH = 50; // fewer tell little about the number of classes
  private static final int FEW = 8; // with so few values, a number has a column for each anyway
  private static final int LEAST_KEYS = 50; // fewer values are categories, which say enough
  private static final int LONGEST = 40;

  private static final Pattern BOOLEAN = Pattern.compile("(?i)true|false");

  /** A number with a decimal comma, with a comma between its thousands, or with a unit. */
  private static final Pattern NO_JSON_NUMBER =
      Pattern.compile(
          "(?=.*[,%$€£¥kKmM])[+-]?[$€£¥]? ?((\\d{1,3}(\\.\\d{3})+|\\d+),\\d+"
              + "|\\d{1,3}(,\\d{3})+(\\.\\d+)?|\\d+(\\.\\d+)?) ?[%$€£¥kKmM]?");

  /** A date with the day first, where it may be found in the place of the month. */
  private static final Pattern SLASHES = Pattern.compile("\\d{1,2}/\\d{1,2}/\\d{4}( .*)?");

  /** Names that keys of numbers have: other whole numbers that seldom repeat are amounts. */
  private static final Pattern KEY_NAME =
      Pattern.compile(
          "(?i:(.*[^a-z])?(id|key|code|ip))|.*[a-z](Id|ID|Key|Code|IP)"
              + "|(?i:.*(account|customer|client|user|card|device|terminal|merchant|seller)(_?id)?)");

  private static final Pattern WORD = Pattern.compile("\\S+"); // a text of a single word

  private final RecordSettings records;
  private final boolean lateLabels;
  private final TextTokens tokens = new TextTokens("");
  private final String anew;
  private final Map<String, Seen> fields = new TreeMap<>();
  private final Map<Label, Integer> classes = new LinkedHashMap<>();
  private final DoubleSummaryStatistics amounts = new DoubleSummaryStatistics();
  private final Map<String, String> suggested = new TreeMap<>(); // paths by option
  private int points;
  private int labelled;
  private int values;
  private SurveyedFields found;

  /** Begins; {@code anew} is the option, after a space, that starts learning from the beginning. */
  public FieldSurvey(RecordSettings records, boolean lateLabels, String anew) {
    this.records = records;
    this.lateLabels = lateLabels;
    this.anew = anew;
  }

  private static final class Seen {
    private final DoubleSummaryStatistics numbers = new DoubleSummaryStatistics();
    private final TimeGuess time = new TimeGuess();
    private int present;
    private int times; // how many were times, of which the hour and the weekday are fields
    private String lastText;
    private final TextRule rule = new TextRule();
    private boolean isText; // by hand
    private final Map<Object, Map<Label, Integer>> values = new HashMap<>(); // points by class

    /** Returns whether the value is new. */
    boolean add(double number, String text, Label label, TextTokens tokens) {
      time.add(number, text);
      present++;
      if (text == null) {
        numbers.accept(number);
      } else {
        lastText = text;
        if (!rule.isDecided()) {
          rule.add(text, tokens.read(text));
        }
      }
      Object value = text == null ? (Object) number : PrintableText.shortened(text, LONGEST);
      int before = values.size();
      Map<Label, Integer> labels = values.computeIfAbsent(value, absent -> new HashMap<>(2));
      if (label != null) {
        labels.merge(label, 1, Integer::sum);
      }
      return values.size() > before;
    }

    boolean isNumber() {
      return lastText == null;
    }

    /** Tells whether there are texts, and all are of one form. */
    boolean hasTexts(Pattern form) {
      return lastText != null
          && values.keySet().stream()
              .allMatch(value -> value instanceof Double || form.matcher((String) value).matches());
    }

    /** Returns how many values are texts. */
    int texts() {
      return (int) values.keySet().stream().filter(String.class::isInstance).count();
    }

    boolean hasWords() {
      return isText || rule.isText();
    }

    boolean isTimes() {
      return times > 0 && times == present;
    }

    boolean isBoolean() {
      return numbers.getCount() == 0 && hasTexts(BOOLEAN);
    }

    boolean isWhole() {
      return values.keySet().stream().allMatch(v -> v instanceof Double d && d == Math.rint(d));
    }

    SurveyedFields.Field field(String path, int points) {
      boolean some = numbers.getCount() > 0;
      String kind =
          some
              ? "number and text"
              : isBoolean() ? "boolean" : isTimes() ? "time" : hasWords() ? "words" : "text";
      return new SurveyedFields.Field(
          path,
          isNumber() ? "number" : kind,
          values.size(),
          1 - (double) present / points,
          some ? numbers.getMin() : null,
          some ? numbers.getMax() : null);
    }

    /**
     * Returns how many labels are right if the points of each value predict its most frequent one,
     * as do those of all values with few points together, and those that lack the field.
     */
    int right(Map<Label, Integer> classes) {
      Map<Label, Integer> few = new HashMap<>();
      Map<Label, Integer> missing = new HashMap<>(classes);
      int right = 0;
      for (Map<Label, Integer> value : values.values()) {
        value.forEach((label, count) -> missing.merge(label, -count, Integer::sum));
        if (LabelsByValue.sum(value.values()) < POINTS_A_VALUE) {
          value.forEach((label, count) -> few.merge(label, count, Integer::sum));
        } else {
          right += most(value);
        }
      }
      return right + most(few) + most(missing);
    }
  }

  private static int most(Map<Label, Integer> labels) {
    return labels.values().stream().mapToInt(n -> n).max().orElse(0);
  }

  /** Tells whether it has seen enough points: more where nearly all labels are of one class. */
  public boolean isFull() {
    boolean few =
        2 * labelled >= points && labelled - most(classes) < OTHERS && !records.ofAmounts();
    return values >= MOST_VALUES || points >= (few ? MOST_POINTS : POINTS);
  }

  private boolean isEnough() {
    return points >= POINTS || values >= MOST_VALUES;
  }

  /** Looks at a point, unless it is full; the label is null if it has none. */
  public void add(Fields all, Label of) {
    if (isFull()) {
      return;
    }
    points++;
    Label label = records.ofAmounts() ? null : of; // what follows is about classes
    labelled += of == null ? 0 : 1;
    if (label != null) {
      classes.merge(label, 1, Integer::sum);
    } else if (of != null && of.isNumber()) {
      amounts.accept(of.number().doubleValue());
    }
    for (int i = 0; i < all.size(); i++) {
      String time = all.time(i);
      if ((time != null || !all.missing(i))
          && (i < all.read || records.keyFields().contains(all.path(i)))) {
        Seen seen = fields.computeIfAbsent(all.path(i), absent -> new Seen());
        seen.times += time == null ? 0 : 1;
        String text = time == null ? all.text(i) : time;
        values += seen.add(all.number(i), text, label, tokens) ? 1 : 0;
      }
    }
  }

  /** Returns the survey so far, as data. */
  public SurveyedFields found() {
    if (found == null || found.points() != points) {
      List<SurveyedFields.Field> all = new ArrayList<>();
      List<String> doubts = new ArrayList<>();
      Map<String, Double> knows = new LinkedHashMap<>();
      suggested.clear();
      Optional.ofNullable(labelDoubt()).ifPresent(doubts::add);
      Set<String> names = new HashSet<>();
      classes.keySet().stream()
          .filter(label -> !names.add(label.text().toLowerCase(Locale.ROOT)))
          .map(label -> PrintableText.quoted(label.text()))
          .map(
              "is %s a class of its own? Another differs in upper and lower case alone: write all of one class alike"
                  ::formatted)
          .forEach(doubts::add);
      fields.forEach(
          (path, seen) -> {
            all.add(seen.field(path, points));
            doubts.addAll(doubts(path, seen));
            if (knows(seen)) {
              knows.put(path, (double) seen.right(classes) / labelled);
            }
          });
      doubts.addAll(keyDoubts());
      StringBuilder options = new StringBuilder();
      suggested.forEach((option, paths) -> options.append(option).append(paths));
      options.append(suggested.isEmpty() ? "" : anew);
      found =
          new SurveyedFields(points, all, Map.copyOf(classes), doubts, options.toString(), knows);
    }
    return found;
  }

  /** Returns the survey for the last time, and forgets the values behind it. */
  public SurveyedFields settle() {
    SurveyedFields all = found();
    fields.clear();
    return all;
  }

  /** Describes the survey and the members that are not fields. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Understood from %s: %s, label %s%s."
            .formatted(
                points == 1 ? "the first record" : "the first %,d records".formatted(points),
                PrintableText.counted(fields.size(), "field"),
                PrintableText.brief(records.label()),
                records.ofAmounts() ? amountsText() : " with " + classesText()));
    if (records.ofAmounts()) {
      lines.add(
          "  %s takes each value as a class, %s 4 makes four classes of it"
              .formatted(Setting.CLASSES, Setting.BINS));
    }
    if (records.binEdges().size() + 1 < records.bins()) {
      lines.add(
          "  %s made %d classes, not %d: many of the first labels are equal"
              .formatted(Setting.BINS, records.binEdges().size() + 1, records.bins()));
    }
    fields.entrySet().stream()
        .limit(FIELDS_SHOWN)
        .forEach(field -> lines.add("  " + described(field.getKey(), field.getValue())));
    if (fields.size() > FIELDS_SHOWN) {
      lines.add("  … and %,d more".formatted(fields.size() - FIELDS_SHOWN));
    }
    if (!records.keys().isEmpty()) {
      lines.add(
          "  of each value of %s: %s".formatted(PrintableText.list(records.keys()), histories()));
    }
    lines.add("  no fields: " + PrintableText.list(records.excluded()));
    found().doubts().forEach(doubt -> lines.add("  " + doubt));
    return lines;
  }

  private String histories() {
    List<String> numbers =
        fields.entrySet().stream()
            .filter(field -> field.getValue().numbers.getCount() > 0 && !isKey(field.getKey()))
            .map(field -> PrintableText.brief(field.getKey()))
            .toList();
    return "when it came last, how often, how much each class was"
        + (numbers.isEmpty()
            ? ""
            : ", and how far from the usual are " + PrintableText.list(numbers));
  }

  /** Tells whether any point had a label. */
  public boolean hasLabels() {
    return labelled > 0;
  }

  /** Warns of a label whose values seldom come twice, as those of an id or amount; else null. */
  public String labelDoubt() {
    if (records.ofAmounts() || labelled < LABELS_ENOUGH || 2 * classes.size() <= labelled) {
      return null;
    }
    return "is %s the label, and a class? It has %,d classes in %,d records, as an id or an amount has. Gyre predicts one of at most %,d classes (with many fields fewer); a record with one beyond cannot be used. Name another field with %s%s, or say %s if it is an amount%s"
        .formatted(
            PrintableText.brief(records.label()),
            classes.size(),
            labelled,
            Label.MAX_CLASSES,
            Setting.LABEL,
            anew,
            Setting.AMOUNT,
            anew);
  }

  private String amountsText() {
    return amounts.getCount() == 0
        ? ", an amount, without a value so far"
        : ", an amount: %s to %s, %s in the mean"
            .formatted(
                number(amounts.getMin()), number(amounts.getMax()), number(amounts.getAverage()));
  }

  private String classesText() {
    if (labelled == 0) {
      return lateLabels
          ? "no value so far: labels may come later"
          : "no value so far: the records are predicted only";
    }
    int shown = classes.size() > CLASSES_SHOWN ? LARGEST_SHOWN : classes.size();
    String largest =
        classes.entrySet().stream()
            .sorted((a, b) -> b.getValue() - a.getValue())
            .limit(shown)
            .map(
                e ->
                    "%s (%s)"
                        .formatted(
                            PrintableText.brief(e.getKey().text()), share(e.getValue(), labelled)))
            .collect(Collectors.joining(", "));
    String more = shown < classes.size() ? " and %,d more".formatted(classes.size() - shown) : "";
    String without =
        lateLabels ? "; %,d still without a label" : "; %,d without a label are predicted only";
    return PrintableText.counted(classes.size(), "class")
        + ": "
        + largest
        + more
        + (labelled < points ? without.formatted(points - labelled) : "");
  }

  private String described(String path, Seen seen) {
    List<String> parts = new ArrayList<>();
    if (isKey(path)) {
      parts.add("key, " + PrintableText.counted(seen.values.size(), "value"));
    } else if (seen.isNumber()) {
      double least = seen.numbers.getMin();
      parts.add("number, %s to %s".formatted(number(least), number(seen.numbers.getMax())));
    } else if (seen.numbers.getCount() > 0) {
      parts.add("number in %s of them".formatted(share(seen.numbers.getCount(), seen.present)));
    }
    if (seen.isBoolean()) {
      parts.add("boolean");
    } else if (seen.isTimes()) {
      parts.add("time, whose hour and weekday count if they foretell the label");
    } else if (seen.hasWords() && !isKey(path)) {
      parts.add("text, of which the words count");
    } else if (!seen.isNumber() && !isKey(path)) {
      parts.add("text, " + PrintableText.counted(seen.texts(), "value"));
    }
    if (seen.times > 0 && !seen.isTimes()) {
      parts.add("a time in %s of them".formatted(share(seen.times, seen.present)));
    }
    if (seen.present < points) {
      parts.add(share(points - seen.present, points) + " missing");
    }
    return PrintableText.brief(path) + ": " + String.join("; ", parts);
  }

  private List<String> doubts(String path, Seen seen) {
    String shown = PrintableText.brief(path);
    String asText =
        seen.hasTexts(NO_JSON_NUMBER)
            ? "is %s a number? It is taken as text where it is written as in %s; a number is written as in 1234.56"
            : "is %s a time? It is taken as text where it is written as in %s: with slashes the month comes first; a time is written as in 2026-01-31 9:30, 31.1.2026 9:30 or 1/31/2026 9:30";
    if (seen.hasTexts(NO_JSON_NUMBER) || seen.hasTexts(SLASHES)) {
      return List.of(asText.formatted(shown, PrintableText.quoted(seen.lastText)));
    }
    List<String> doubts = new ArrayList<>();
    if (records.time() == null && seen.time.isTime(points)) {
      doubts.add(
          "is %s the time of the records? %s makes it the time of the stream (windows of scores, waiting for labels)"
              .formatted(shown, option(Setting.TIME, path)));
    } else if (isEnough()
        && seen.values.size() == points
        && (seen.isNumber() ? seen.isWhole() : !seen.isTimes() && !seen.hasWords())) {
      doubts.add(
          isKey(path)
              ? "%s differs in all of them: as a key it remembers nothing, and costs as much. Name another with %s"
                  .formatted(shown, Setting.KEY)
              : "%s differs in all of them, as an id does: leave it out with %s?"
                  .formatted(shown, option(Setting.IGNORE, path)));
    }
    if (knows(seen)) {
      doubts.add(
          "does %s know the answer? It alone says %s of the labels right, always the same class %s. If it is known only after the label, leave it out with %s"
              .formatted(
                  shown,
                  share(seen.right(classes), labelled),
                  share(most(classes), labelled),
                  option(Setting.IGNORE, path)));
      return doubts;
    }
    boolean isName = isName(path, seen);
    if (isName && !KEY_NAME.matcher(path).matches()) {
      doubts.add(
          "is %s a name, as a zip code is? Its single values foretell the label better than how large it is: %s takes them as text"
              .formatted(shown, option(Setting.CATEGORIES, path)));
    }
    if (looksLikeKey(path, seen, isName)) {
      doubts.add(
          "does %s say who or what a record is about? %s remembers each of its values: what its records were, and what came of them"
              .formatted(shown, option(Setting.KEY, path)));
    }
    return doubts;
  }

  private boolean isKey(String path) {
    return records.keys().contains(path);
  }

  private boolean looksLikeKey(String path, Seen seen, boolean isName) {
    int values = seen.values.size();
    return isEnough()
        && !isKey(path)
        && values >= LEAST_KEYS
        && values < seen.present
        && seen.times == 0
        && !seen.hasWords()
        && !seen.time.isTime(points)
        && (seen.isNumber()
            ? isName || seen.isWhole() && KEY_NAME.matcher(path).matches()
            : 2 * seen.numbers.getCount() < seen.present && seen.hasTexts(WORD));
  }

  /** Tells whether a number is a name: each value says more of the label than a tenth of them. */
  private boolean isName(String path, Seen seen) {
    return isEnough()
        && seen.isNumber()
        && seen.values.size() > FEW
        && seen.isWhole()
        && !records.keyFields().contains(path)
        && !seen.time.isTime(points)
        && LabelsByValue.tellMore(seen.values, classes);
  }

  /** Says which keys were not among the fields, and what is nested in them. */
  private List<String> keyDoubts() {
    List<String> doubts = new ArrayList<>();
    for (String key : records.keyFields()) {
      if (!fields.containsKey(key)) {
        List<String> nested =
            fields.keySet().stream().filter(path -> path.startsWith(key + '.')).limit(3).toList();
        doubts.add(
            "%s was in none of them: as a key it remembers nothing. "
                    .formatted(PrintableText.brief(key))
                + (nested.isEmpty()
                    ? "Is it written with " + Setting.KEY + " as in the records?"
                    : "It is an object: name one of its fields, as "
                        + option(Setting.KEY, nested.get(0))));
      }
    }
    return doubts;
  }

  private String option(Setting name, String path) {
    boolean one = name == Setting.TIME;
    suggested.merge(
        " " + name + " ",
        PrintableText.shellWord(path),
        (paths, more) -> one ? paths : paths + "," + more);
    return name + " " + PrintableText.shellWord(PrintableText.brief(path)) + anew;
  }

  /** Tells whether a field alone predicts nearly all labels beside the most frequent class. */
  private boolean knows(Seen seen) {
    int others = labelled - most(classes);
    return labelled >= POINTS / 2
        && others >= LEAST_OTHERS
        && seen.right(classes) - most(classes) >= KNOWS * others;
  }

  private static String number(double number) {
    double size = Math.abs(number);
    return number == Math.rint(number) && size < 1e15
        ? Long.toString((long) number)
        : (size >= 1_000 && size < 1e12 ? "%,.0f" : "%.4g").formatted(number);
  }

  private static String share(long part, int whole) {
    return "%.1f %%".formatted(100.0 * part / whole);
  }
}
