package io.gyre.cli.command;

import io.gyre.data.CellText;
import io.gyre.data.PrintableText;
import io.gyre.data.RecordSettings;
import io.gyre.topic.ColumnName;
import io.gyre.topic.Parameters;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The fields that learners know, as far as the names of their columns tell: {@code age}, {@code
 * carrier=DL}, {@code zip#17}, {@code age missing}. Immutable.
 */
final class KnownFields {

  private static final int SHOWN = 12;
  private static final int VALUES_SHOWN = 5;

  private final Set<String> columns = new LinkedHashSet<>();

  KnownFields(Collection<Parameters> learners) {
    for (Parameters learner : learners) {
      if (learner.columns() != null) {
        columns.addAll(learner.columns());
      }
    }
  }

  /**
   * Says what is most likely wrong with the fields that were asked.
   *
   * @param asked their paths
   * @return null if nothing is, or as long as nobody has told of a column
   */
  String note(List<String> asked) {
    if (columns.isEmpty()) {
      return null;
    }
    List<String> unknown =
        asked.stream()
            .filter(field -> columns.stream().noneMatch(column -> isOf(column, field)))
            .toList();
    if (unknown.size() == asked.size()) {
      return "no learner knows %s, so that their answers say nothing; they know %s."
          .formatted(listed(unknown), some());
    }
    List<String> fields = unknown.stream().filter(field -> !isNoField(field)).toList();
    if (!fields.isEmpty()) {
      return "no learner knows %s; they know %s.".formatted(listed(fields), some());
    }
    long numbers = known().stream().filter(KnownFields::isOfArray).count();
    boolean all = asked.stream().allMatch(KnownFields::isOfArray);
    return all && asked.size() < numbers
        ? "%d of the %d features that the learners know were given; the others are missing."
            .formatted(asked.size(), numbers)
        : null;
  }

  /**
   * Says which values no learner knows: text that was not seen, text where they know numbers.
   *
   * @param asked the text of each field, by its path; empty for one that is missing
   */
  List<String> valueNotes(Map<String, String> asked) {
    return asked.entrySet().stream()
        .map(field -> valueNote(field.getKey(), field.getValue().strip()))
        .filter(Objects::nonNull)
        .toList();
  }

  /** Returns null for a value that is known, or of which the columns' names do not tell. */
  private String valueNote(String field, String value) {
    String begin = field + "=";
    List<String> values = columns.stream().filter(column -> column.startsWith(begin)).toList();
    boolean numbers = columns.contains(field);
    if (CellText.isMissing(value)
        || numbers && CellText.isNumber(value)
        || values.contains(begin + value)
        // Of a field with many texts not even those that were seen are named.
        || columns.stream().anyMatch(column -> column.startsWith(field + "#"))) {
      return null;
    }
    String unknown = PrintableText.brief(begin + value);
    if (numbers) {
      return "no learner knows %s: %s is a number to them."
          .formatted(unknown, PrintableText.brief(field));
    }
    int more = values.size() - VALUES_SHOWN;
    return values.isEmpty()
        ? null
        : "no learner knows %s; they know %s%s."
            .formatted(
                unknown,
                values.stream()
                    .limit(VALUES_SHOWN)
                    .map(PrintableText::brief)
                    .collect(Collectors.joining(", ")),
                more > 0 ? " and " + more + " more" : "");
  }

  private static String listed(List<String> paths) {
    return PrintableText.sentence(String.join(", ", paths));
  }

  private static boolean isNoField(String path) {
    return path.equals(RecordSettings.ID) || path.equals(RecordSettings.LABEL);
  }

  private static boolean isOfArray(String path) {
    return path.matches("features\\.\\d+");
  }

  private static boolean isOf(String column, String field) {
    String rest = column.startsWith(field) ? column.substring(field.length()) : null;
    return rest != null && (rest.isEmpty() || rest.matches("(?s)[=#].*| missing"));
  }

  private Set<String> known() {
    return columns.stream()
        .map(ColumnName::field)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private String some() {
    Set<String> fields = known();
    String first =
        fields.stream().limit(SHOWN).map(PrintableText::brief).collect(Collectors.joining(", "));
    int more = fields.size() - SHOWN;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
