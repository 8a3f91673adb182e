package io.gyre.cli.view;

import io.gyre.data.EventTime;
import io.gyre.data.Point;
import io.gyre.data.text.TextTokens;
import io.gyre.fold.keys.KeyColumns;
import io.gyre.format.RecordSettings;
import io.gyre.topic.Parameters;
import io.gyre.words.CellText;
import io.gyre.words.PrintableText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The fields and values that learners know, by the names of their columns. Immutable. */
public final class KnownFields {

  private static final int FIELDS_SHOWN = 12;
  private static final int VALUES_SHOWN = 5;

  private final List<String> columns;
  private final List<String> fields;

  public KnownFields(Collection<String> known) {
    columns = known.stream().distinct().toList();
    fields = columns.stream().map(Parameters::fieldOf).distinct().toList();
  }

  /** Names the fields and values (empty if missing) of a point that no learner knows. */
  public List<String> notes(Map<String, String> asked) {
    List<String> notes = new ArrayList<>();
    notes.add(note(asked.keySet().stream().filter(field -> !isTime(asked.get(field))).toList()));
    asked.forEach((field, value) -> notes.add(valueNote(field, value.strip())));
    notes.removeIf(Objects::isNull);
    return notes;
  }

  /** Returns null if nothing is wrong with the fields, or no learner has published a column. */
  public String note(Collection<String> asked) {
    if (columns.isEmpty() || asked.isEmpty()) {
      return null;
    }
    List<String> unknown =
        asked.stream()
            .filter(field -> columns.stream().noneMatch(column -> isOf(column, field)))
            .filter(field -> !isText(field))
            .toList();
    boolean all = unknown.size() == asked.size();
    List<String> named =
        unknown.stream()
            .filter(field -> all || !field.equals(RecordSettings.ID))
            .filter(field -> all || !field.equals(RecordSettings.LABEL))
            .toList();
    if (!named.isEmpty()) {
      return "no learner knows %s%s; they know %s."
          .formatted(
              PrintableText.sentence(String.join(", ", named)),
              all ? ", so that their answers say nothing" : "",
              some(fields, FIELDS_SHOWN));
    }
    long features = fields.stream().filter(KnownFields::isFeature).count();
    return asked.stream().allMatch(KnownFields::isFeature) && asked.size() < features
        ? "%d of the %d features that the learners know were given; the others are missing."
            .formatted(asked.size(), features)
        : null;
  }

  /** Returns null for a value that is known, or if the columns' names do not tell. */
  private String valueNote(String field, String value) {
    String begin = field + "=";
    List<String> values = columns.stream().filter(column -> column.startsWith(begin)).toList();
    boolean numbers = columns.contains(field);
    if (CellText.isMissing(value)
        || numbers && CellText.isNumber(value)
        || values.contains(begin + value)
        // The columns of a field with many texts, and those of a text, do not name them.
        || columns.stream().anyMatch(column -> column.startsWith(field + "#"))
        || isText(field)
        // Of a key its history tells more, and not all values have a column.
        || columns.contains(field + KeyColumns.GAP)) {
      return null;
    }
    String unknown = PrintableText.brief(begin + value);
    if (numbers) {
      return "no learner knows %s: %s is a number to them."
          .formatted(unknown, PrintableText.brief(field));
    }
    return values.isEmpty()
        ? null
        : "no learner knows %s; they know %s.".formatted(unknown, some(values, VALUES_SHOWN));
  }

  /** Tells whether a value is a time: learners know at most what it tells. */
  private static boolean isTime(String value) {
    String text = value.strip();
    return !CellText.isNumber(text) && EventTime.parse(text) != Point.NO_TIME;
  }

  private static String some(Collection<String> names, int most) {
    int more = names.size() - most;
    return names.stream().limit(most).map(PrintableText::brief).collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " more" : "");
  }

  private static boolean isFeature(String path) {
    return path.matches("features\\.\\d+");
  }

  private boolean isText(String field) {
    return columns.contains(field + TextTokens.NUMBERS[0]);
  }

  private static boolean isOf(String column, String field) {
    return column.startsWith(field)
        && column.substring(field.length()).matches("(?s)([=#].*| missing)?");
  }
}
