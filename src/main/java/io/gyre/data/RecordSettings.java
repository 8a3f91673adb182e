package io.gyre.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.GyreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Says what the members of a topic's records mean; immutable, and checked when it is made.
 *
 * <p>A path names a member, nested ones with dots and elements of arrays by their index: {@code
 * age}, {@code address.zip}, {@code features.0}. In the lists it stands for all that is nested in
 * it, too.
 *
 * @param label path of the label
 * @param id path of the id; null if the records have none
 * @param time path of the event time; null if it is the timestamp of the record
 * @param fields paths of the fields that count; empty for all
 * @param ignore paths of what is no field
 * @param categories paths of fields whose numbers are text
 * @param format how the records are written
 * @param columns names of the cells of a line in their order; empty unless the format is CSV
 * @param delimiter between the cells of a line: one of {@value #DELIMITERS}
 */
public record RecordSettings(
    String label,
    String id,
    String time,
    List<String> fields,
    List<String> ignore,
    List<String> categories,
    Format format,
    List<String> columns,
    char delimiter) {

  /** How the values of records are written. */
  public enum Format {
    JSON,
    CSV
  }

  /** The path of the label when no other is named. */
  public static final String LABEL = "label";

  /** The path of the id when no other is named. */
  public static final String ID = "id";

  /** What may stand between the cells of a line. */
  public static final String DELIMITERS = ",;|\t";

  /** The longest path, in UTF-16 units. */
  public static final int MAX_PATH = 1000;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /**
   * Lists lose what they name twice; null stands for an empty one.
   *
   * @throws GyreException when the settings contradict each other; the message begins with the name
   *     of one
   */
  public RecordSettings {
    Objects.requireNonNull(format, "format");
    fields = distinct(fields);
    ignore = distinct(ignore);
    categories = distinct(categories);
    columns = columns == null ? List.of() : List.copyOf(columns);
    requirePath("label", Objects.requireNonNull(label, "label"));
    requireApart("id", id, "label", label);
    requireApart("time", time, "label", label);
    requireApart("time", time, "id", id);
    checkList("fields", fields, label, id, time);
    checkList("ignore", ignore, label, id, time);
    checkList("categories", categories, label, id, time);
    for (String field : fields) {
      if (covers(ignore, field)) {
        throw new GyreException(
            "ignore: found %s, which is among the fields; expected it in one of the two"
                .formatted(PrintableText.brief(field)));
      }
    }
    if (format == Format.CSV) {
      checkColumns(columns, delimiter);
      requireColumns(columns, label, id, time, fields, ignore, categories);
      requireField(columns, Arrays.asList(label, id, time), fields, ignore);
    } else if (!columns.isEmpty()) {
      throw new GyreException(
          "columns: found %s, expected none, because the records are JSON, which names its fields"
              .formatted(shown(columns)));
    }
  }

  /** The settings of the plain form, and of anything whose label is named {@code label}. */
  public static RecordSettings standard() {
    return json(LABEL, ID, null);
  }

  /** The settings of JSON records of which all fields count. */
  public static RecordSettings json(String label, String id, String time) {
    return new RecordSettings(
        label, id, time, List.of(), List.of(), List.of(), Format.JSON, List.of(), ',');
  }

  /**
   * The settings of records that only ask: JSON whatever the format is, and no time, which a person
   * who asks need not know.
   */
  public RecordSettings ofQuestions() {
    return new RecordSettings(
        label, id, null, fields, ignore, categories, Format.JSON, List.of(), delimiter);
  }

  /**
   * The settings of records that only say the label of an id: JSON whatever the format is, and no
   * time, which is that of the record. If points have no ids, theirs are made from partition and
   * offset, and labels name them as {@value #ID}.
   */
  public RecordSettings ofLabels() {
    return json(label, id == null ? ID : id, null);
  }

  /** Tells whether a path is one of those listed, or nested in one. */
  static boolean covers(List<String> listed, String path) {
    for (String one : listed) {
      if (covers(one, path)) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether a path is the same as another, or nested in it. */
  static boolean covers(String outer, String path) {
    return path.startsWith(outer)
        && (path.length() == outer.length() || path.charAt(outer.length()) == '.');
  }

  /** Writes the settings in full, so that {@link #ofJson} reads equal ones. */
  public String toJson() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Writes what is not as in the standard settings, so that equal texts mean the same: lists whose
   * order means nothing are sorted. A setting that a later Gyre adds changes nothing where it has
   * its default.
   */
  public String toCanonicalJson() {
    RecordSettings sorted =
        new RecordSettings(
            label,
            id,
            time,
            fields.stream().sorted().toList(),
            ignore.stream().sorted().toList(),
            categories.stream().sorted().toList(),
            format,
            columns,
            format == Format.CSV ? delimiter : standard().delimiter);
    JsonNode standard = MAPPER.valueToTree(standard());
    ObjectNode all = MAPPER.valueToTree(sorted);
    all.properties().removeIf(set -> set.getValue().equals(standard.get(set.getKey())));
    return all.toString();
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws GyreException when the text is something else
   */
  public static RecordSettings ofJson(String json) {
    try {
      return Objects.requireNonNull(MAPPER.readValue(json, RecordSettings.class));
    } catch (JsonProcessingException | NullPointerException e) {
      if (e.getCause() instanceof GyreException refused) {
        throw refused;
      }
      throw new GyreException(
          "record settings: expected JSON as Gyre writes it, found "
              + PrintableText.sentence(String.valueOf(json)),
          e);
    }
  }

  /** Lists what is otherwise in other settings, as {@code label: class → outcome}. */
  public List<String> changesTo(RecordSettings other) {
    JsonNode before = MAPPER.valueToTree(this);
    JsonNode after = MAPPER.valueToTree(other);
    return before.properties().stream()
        .filter(setting -> !setting.getValue().equals(after.get(setting.getKey())))
        .map(
            setting ->
                "%s: %s → %s"
                    .formatted(
                        setting.getKey(),
                        text(setting.getValue()),
                        text(after.get(setting.getKey()))))
        .toList();
  }

  private static String text(JsonNode value) {
    return PrintableText.sentence(value.isTextual() ? value.textValue() : value.toString());
  }

  /**
   * Checks that a file has the fields that are named.
   *
   * @param names of its columns; empty if it does not say them
   * @throws GyreException that lists the columns, if one is not there
   */
  public void requireFields(List<String> names) {
    if (!names.isEmpty()) {
      requireColumns(names, LABEL, id, time, fields, ignore, categories);
    }
  }

  /** Tells whether what lies at a path is a field. */
  public boolean isField(String path) {
    return !covers(label, path)
        && (id == null || !covers(id, path))
        && (time == null || !covers(time, path))
        && counts(path, fields, ignore);
  }

  /** What is no field, and why, for a person. */
  public List<String> excluded() {
    List<String> excluded = new ArrayList<>();
    excluded.add(label + " (the label)");
    if (id != null) {
      excluded.add(id + " (the id, if there is one)");
    }
    if (time != null) {
      excluded.add(time + " (the time)");
    }
    ignore.forEach(path -> excluded.add(path + " (ignored)"));
    if (!fields.isEmpty()) {
      excluded.add("all but " + String.join(", ", fields));
    }
    return excluded;
  }

  private static List<String> distinct(List<String> paths) {
    return paths == null ? List.of() : List.copyOf(new LinkedHashSet<>(paths));
  }

  private static void requirePath(String setting, String path) {
    if (path.isBlank() || path.length() > MAX_PATH || !Utf8.encodes(path)) {
      throw new GyreException(
          "%s: found %s, expected the name of a field, as outcome or meta.outcome, of at most %d characters"
              .formatted(setting, PrintableText.quoted(path), MAX_PATH));
    }
  }

  /** Refuses a path that is the same as another, or nested in it, or the other way round. */
  private static void requireApart(String setting, String path, String otherSetting, String other) {
    if (path == null) {
      return;
    }
    requirePath(setting, path);
    if (other != null && (covers(path, other) || covers(other, path))) {
      throw new GyreException(
          "%s: found %s, expected another field than the %s's, which is %s"
              .formatted(
                  setting, PrintableText.brief(path), otherSetting, PrintableText.brief(other)));
    }
  }

  private static void checkList(
      String setting, List<String> paths, String label, String id, String time) {
    for (String path : paths) {
      requirePath(setting, path);
      String role =
          covers(label, path)
              ? "label"
              : id != null && covers(id, path)
                  ? "id"
                  : time != null && covers(time, path) ? "time" : null;
      if (role != null) {
        throw new GyreException(
            "%s: found %s, which is the %s; expected other fields"
                .formatted(setting, PrintableText.brief(path), role));
      }
    }
  }

  private static void checkColumns(List<String> columns, char delimiter) {
    if (columns.isEmpty()) {
      throw new GyreException(
          "columns: found none, expected the names of the cells in their order, as a,b,label");
    }
    Set<String> names = new HashSet<>();
    for (String column : columns) {
      requirePath("columns", column);
      if (!names.add(column)) {
        throw new GyreException(
            "columns: found %s twice, expected distinct names"
                .formatted(PrintableText.quoted(column)));
      }
    }
    if (DELIMITERS.indexOf(delimiter) < 0) {
      throw new GyreException(
          "delimiter: found %s, expected a comma, a semicolon, a tab or a bar"
              .formatted(PrintableText.quoted(String.valueOf(delimiter))));
    }
  }

  /** Every name that was given must be a column's: it is most likely a typing error. */
  private static void requireColumns(
      List<String> columns,
      String label,
      String id,
      String time,
      List<String> fields,
      List<String> ignore,
      List<String> categories) {
    requireColumn(columns, "label", label.equals(LABEL) ? null : label);
    requireColumn(columns, "id", ID.equals(id) ? null : id);
    requireColumn(columns, "time", time);
    requireCovering(columns, "fields", fields);
    requireCovering(columns, "ignore", ignore);
    requireCovering(columns, "categories", categories);
  }

  private static void requireField(
      List<String> columns, List<String> roles, List<String> fields, List<String> ignore) {
    if (columns.stream()
        .noneMatch(column -> !roles.contains(column) && counts(column, fields, ignore))) {
      throw new GyreException(
          "columns: found %s, expected a field among them besides label, id, time and what is ignored"
              .formatted(shown(columns)));
    }
  }

  private static boolean counts(String path, List<String> fields, List<String> ignore) {
    return !covers(ignore, path) && (fields.isEmpty() || covers(fields, path));
  }

  private static void requireColumn(List<String> columns, String setting, String name) {
    if (name != null && !columns.contains(name)) {
      throw noColumn(columns, setting, name);
    }
  }

  private static void requireCovering(List<String> columns, String setting, List<String> paths) {
    for (String path : paths) {
      if (columns.stream().noneMatch(column -> covers(path, column))) {
        throw noColumn(columns, setting, path);
      }
    }
  }

  private static GyreException noColumn(List<String> columns, String setting, String name) {
    return new GyreException(
        "%s: found %s, expected one of the columns %s"
            .formatted(setting, PrintableText.brief(name), shown(columns)));
  }

  private static String shown(List<String> names) {
    return PrintableText.sentence(String.join(", ", names));
  }
}
