package io.gyre.format;

import static io.gyre.words.PrintableText.brief;
import static io.gyre.words.PrintableText.list;
import static io.gyre.words.PrintableText.quoted;
import static io.gyre.words.PrintableText.sentence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.Setting;
import io.gyre.data.LabelBins;
import io.gyre.words.Utf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The meaning of the members of a topic's records; immutable, and checked when it is made.
 *
 * <p>A path names a member, nested ones with dots and elements of arrays by their index: {@code
 * age}, {@code address.zip}, {@code features.0}. In the lists it also covers all paths nested in
 * it.
 *
 * @param label path of the label
 * @param id path of the id; null if the records have none
 * @param time path of the event time; null if it is the timestamp of the record
 * @param fields paths of the fields that count; empty for all
 * @param ignore paths that are not fields
 * @param categories paths of fields whose numbers are text
 * @param format how the records are written
 * @param columns names of the cells of a line in their order; empty unless the format is CSV
 * @param delimiter between the cells of a line: one of {@value #DELIMITERS}
 * @param bins how many classes to make of a label that is an amount; 0 if each value is a class,
 *     {@link #AMOUNT} if the amount itself is learned
 * @param binEdges where these {@link LabelBins} meet, ascending; empty while that is not known
 * @param keys paths of fields that say who or what a point is about; those of a key of several are
 *     joined by {@code +}, as {@code customer+merchant}
 * @param texts paths of fields whose texts are words, however they look
 */
public record RecordSettings(
    String label,
    String id,
    String time,
    List<String> fields,
    List<String> ignore,
    List<String> categories,
    ValueFormat format,
    List<String> columns,
    char delimiter,
    int bins,
    List<Double> binEdges,
    List<String> keys,
    List<String> texts) {

  /** The path of the label when no other is named. */
  public static final String LABEL = "label";

  /** The number of bins if the label is an amount that is learned itself. */
  public static final int AMOUNT = -1;

  /** The path of the id when no other is named. */
  public static final String ID = "id";

  /** The characters that may separate the cells of a line. */
  public static final String DELIMITERS = ",;|\t";

  /** The most keys. */
  public static final int MAX_KEYS = 16;

  /** The longest path, in UTF-16 units. */
  public static final int MAX_PATH = 1000;

  private static final Map<String, String> DEFAULTS = Map.of("label", LABEL, "id", ID);

  private static final Set<String> LATER = Set.of("keys", "texts"); // newer: not written if empty

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /**
   * Sorts lists of paths, without duplicates; null means an empty list. The delimiter of JSON is a
   * comma. Throws a {@link GyreException} that begins with the name of a setting, when they
   * contradict each other.
   */
  public RecordSettings {
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(format, "format");
    fields = sorted(fields);
    ignore = sorted(ignore);
    categories = sorted(categories);
    texts = sorted(texts);
    columns = columns == null ? List.of() : List.copyOf(columns);
    delimiter = format == ValueFormat.CSV ? delimiter : ',';
    binEdges = binEdges == null ? List.of() : List.copyOf(binEdges);
    keys = keys == null ? List.of() : List.copyOf(keys);
    List<Named> named = named(label, id, time, fields, ignore, categories, keys, texts);
    named.forEach(each -> each.check(named));
    checkKeys(keys, fields, ignore);
    requireApart("text", "categories", texts, categories);
    requireApart("text", "keys", texts, keys);
    requireApart("ignore", "fields", fields, ignore);
    if (format == ValueFormat.CSV) {
      checkColumns(columns, delimiter);
      requireColumns(columns, named);
      requireField(columns, Arrays.asList(label, id, time), fields, ignore);
    } else if (!columns.isEmpty()) {
      throw new GyreException(
          "columns: found %s, expected none, because the records are %s, which names its fields"
              .formatted(
                  list(columns),
                  format.hasSchemas() && format != ValueFormat.AUTO ? format.toString() : "JSON"));
    }
  }

  private static void requireApart(
      String setting, String other, List<String> paths, List<String> covering) {
    for (String path : paths) {
      if (covers(covering, path)) {
        throw GyreException.of(
            "%s: found %s, which is among the %s; expected it in one of the two",
            setting, brief(path), other);
      }
    }
  }

  private static void checkKeys(List<String> keys, List<String> fields, List<String> ignore) {
    if (keys.size() > MAX_KEYS || new HashSet<>(keys).size() < keys.size()) {
      throw new GyreException(
          "key: found %s, expected at most %d that differ".formatted(list(keys), MAX_KEYS));
    }
    for (String key : keys) {
      List<String> of = fieldsOf(key);
      if (new HashSet<>(of).size() < of.size()) {
        throw new GyreException(
            "key: found %s, expected different fields joined by +".formatted(brief(key)));
      }
      for (String path : of) {
        if (!counts(path, fields, ignore)) {
          throw new GyreException(
              "key: found %s, which is no field to learn from; expected one"
                  .formatted(brief(path)));
        }
      }
    }
  }

  /** Returns the paths of the fields of all keys. */
  public Set<String> keyFields() {
    return keys.stream().flatMap(key -> fieldsOf(key).stream()).collect(Collectors.toSet());
  }

  /** Tells whether the label is learned as an amount, and not as a class. */
  public boolean ofAmounts() {
    return bins == AMOUNT;
  }

  /** Returns these settings with a label that is an amount. */
  public RecordSettings withAmounts() {
    return withBins(AMOUNT, List.of());
  }

  /** Returns the paths of the labels of amounts that were known last, the newest first. */
  public List<String> knownLabels() {
    return ofAmounts() ? List.of(label + ".last", label + ".before") : List.of();
  }

  /** Returns the paths of the fields of a key. */
  public static List<String> fieldsOf(String key) {
    return List.of(key.split("\\+", -1));
  }

  /** Returns these settings with fields that count alone. */
  public RecordSettings withFields(List<String> others) {
    return with(Map.of("fields", others));
  }

  /** Returns these settings with paths that are not fields. */
  public RecordSettings withIgnored(List<String> others) {
    return with(Map.of("ignore", others));
  }

  /** Returns these settings with fields whose numbers are text. */
  public RecordSettings withCategories(List<String> others) {
    return with(Map.of("categories", others));
  }

  /** Returns these settings with fields whose texts are words. */
  public RecordSettings withTexts(List<String> others) {
    return with(Map.of("texts", others));
  }

  /** Returns these settings with other keys. */
  public RecordSettings withKeys(List<String> others) {
    return with(Map.of("keys", others));
  }

  /** Returns these settings for records of another format. */
  public RecordSettings withFormat(ValueFormat other) {
    return with(Map.of("format", other));
  }

  /** Returns these settings for records of a format whose lines have columns, or none. */
  public RecordSettings withFormat(ValueFormat other, List<String> cells, char between) {
    return with(Map.of("format", other, "columns", cells, "delimiter", between));
  }

  /** Returns these settings with bins. */
  public RecordSettings withBins(int count, List<Double> edges) {
    return with(Map.of("bins", count, "binEdges", edges));
  }

  /** Returns the settings of records that only ask: always JSON. */
  public RecordSettings ofQuestions() {
    return with(
        Map.of("format", ValueFormat.JSON, "columns", List.of(), "bins", 0, "binEdges", List.of()));
  }

  /** Returns these settings with some others, by the names of the components. */
  private RecordSettings with(Map<String, ?> others) {
    ObjectNode all = MAPPER.valueToTree(this);
    all.setAll(MAPPER.<ObjectNode>valueToTree(others));
    return ofJson(all.toString());
  }

  /**
   * Returns these settings with the edges that the bins had before, which are fixed once something
   * was learned; before is null until then. Throws a {@link GyreException} if bins are others than
   * before, or of another label, or are not known.
   */
  public RecordSettings after(RecordSettings before) {
    if (before == null && bins > 0 && binEdges.isEmpty()) {
      throw new GyreException("bins: expected their edges, found none", Remedy.of(Kind.START_ANEW));
    }
    if (before == null || bins == 0 && before.bins == 0) {
      return this;
    }
    if (bins == AMOUNT != before.ofAmounts()) {
      throw new GyreException(
          "%s was learned as %s, and is to be %s now; %s goes on with what was learned"
              .formatted(brief(label), before.kind(), kind(), before.option()),
          Remedy.of(Kind.START_ANEW));
    }
    if (bins != before.bins || !label.equals(before.label)) {
      throw new GyreException(
          "%s: expected what was learned with, which is %d of %s, found %d of %s"
              .formatted(Setting.BINS, before.bins, brief(before.label), bins, brief(label)),
          bins != before.bins
              ? Remedy.of(Kind.SET_BACK, Setting.BINS, before.bins)
              : Remedy.of(Kind.SET_BACK, Setting.LABEL, before.label),
          Remedy.of(Kind.START_ANEW));
    }
    return withBins(bins, before.binEdges);
  }

  private String kind() {
    return ofAmounts() ? "an amount" : bins > 0 ? "classes of an amount" : "a class";
  }

  /** Returns the option that says what the label is. */
  private String option() {
    return ofAmounts()
        ? Setting.AMOUNT.toString()
        : bins > 0 ? Setting.BINS + " " + bins : Setting.CLASSES.toString();
  }

  /** A path that a setting names; it has a role if it is that of label, id or time. */
  private record Named(String setting, String path, boolean role) {

    /** Refuses a path of one of the roles before this one; two roles may not be nested either. */
    void check(List<Named> all) {
      requirePath(setting, path);
      for (Named other : all) {
        if (!other.role || other == this) {
          return;
        }
        // What stands in one may be ignored: a file may have the columns label and label.1.
        boolean isTold = other.setting.equals("time") && TimeFields.isOf(other.path, path);
        boolean within =
            setting.equals("ignore")
                ? other.path.equals(path)
                : covers(other.path, path) && (role || !isTold);
        if (within || role && covers(path, other.path)) {
          throw new GyreException(
              (role
                      ? "%s: found %s, expected another field than the %s's, which is %s"
                      : "%s: found %s, which is the %s; expected other fields")
                  .formatted(setting, brief(path), other.setting, brief(other.path)));
        }
      }
    }

    boolean isIn(List<String> columns) {
      boolean whole = role || setting.equals("key"); // else also what is nested in it
      return columns.contains(path)
          || (!role && columns.stream().anyMatch(column -> TimeFields.isOf(column, path)))
          || (!whole && columns.stream().anyMatch(column -> covers(path, column)));
    }
  }

  private static List<Named> named(
      String label,
      String id,
      String time,
      List<String> fields,
      List<String> ignore,
      List<String> categories,
      List<String> keys,
      List<String> texts) {
    List<Named> named = new ArrayList<>();
    named.add(new Named("label", label, true));
    named.add(new Named("id", id, true));
    named.add(new Named("time", time, true));
    named.removeIf(role -> role.path == null);
    fields.forEach(path -> named.add(new Named("fields", path, false)));
    ignore.forEach(path -> named.add(new Named("ignore", path, false)));
    categories.forEach(path -> named.add(new Named("categories", path, false)));
    texts.forEach(path -> named.add(new Named("text", path, false)));
    keys.forEach(key -> fieldsOf(key).forEach(path -> named.add(new Named("key", path, false))));
    return named;
  }

  /** Returns the settings of the plain form, and of anything whose label is {@code label}. */
  public static RecordSettings standard() {
    return json(LABEL, ID, null);
  }

  public static RecordSettings json(String label, String id, String time) {
    List<String> none = List.of();
    return new RecordSettings(
        label, id, time, none, none, none, ValueFormat.JSON, none, ',', 0, List.of(), none, none);
  }

  /**
   * Returns the settings of records that only give the label of an id: JSON, or by a schema where
   * those may be that are not JSON. If points have no ids, theirs are made from partition and
   * offset, and labels name them as {@value #ID}.
   */
  public RecordSettings ofLabels() {
    ValueFormat written = format == ValueFormat.JSON ? format : ValueFormat.AUTO;
    return json(label, id == null ? ID : id, time)
        .with(Map.of("format", written, "bins", bins, "binEdges", binEdges));
  }

  /** Tells whether a path is one of those listed, or nested in one. */
  public static boolean covers(List<String> listed, String path) {
    for (String one : listed) { // A stream for each path of a record would be garbage.
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

  /** Writes the settings, without empty bins, keys and texts; {@link #ofJson} reads equal ones. */
  public String toJson() {
    ObjectNode all = MAPPER.valueToTree(this);
    if (bins == 0) {
      all.remove(List.of("bins", "binEdges"));
    }
    all.properties().removeIf(set -> LATER.contains(set.getKey()) && set.getValue().isEmpty());
    return all.toString();
  }

  /**
   * Writes what differs from the standard settings: a setting that a later Gyre adds changes
   * nothing where it has its default. Edges are left out: they may be known to one instance before
   * another.
   */
  public String toCanonicalJson() {
    JsonNode standard = MAPPER.valueToTree(standard());
    ObjectNode all = MAPPER.valueToTree(this);
    all.remove("binEdges");
    all.properties().removeIf(set -> set.getValue().equals(standard.get(set.getKey())));
    return all.toString();
  }

  /** Reads what {@link #toJson} wrote; throws a {@link GyreException} for any other text. */
  public static RecordSettings ofJson(String json) {
    try {
      return Objects.requireNonNull(MAPPER.readValue(json, RecordSettings.class));
    } catch (JsonProcessingException | NullPointerException e) {
      if (e.getCause() instanceof GyreException refused) {
        throw refused;
      }
      throw new GyreException(
          "record settings: expected JSON as Gyre writes it, found " + sentence("" + json), e);
    }
  }

  /** Lists the differences to other settings, as {@code label: class → outcome}. */
  public List<String> changesTo(RecordSettings other) {
    JsonNode before = MAPPER.valueToTree(this);
    JsonNode after = MAPPER.valueToTree(other);
    List<String> changes = new ArrayList<>();
    for (String setting : (Iterable<String>) before::fieldNames) {
      JsonNode was = before.get(setting);
      JsonNode is = after.get(setting);
      if (!was.equals(is)) {
        changes.add("%s: %s → %s".formatted(setting, text(was), text(is)));
      }
    }
    return changes;
  }

  private static String text(JsonNode value) {
    return sentence(value.isTextual() ? value.textValue() : value.toString());
  }

  /**
   * Checks that a file has the fields that are named, and returns this.
   *
   * @param names of its columns; empty if it does not say them
   * @throws GyreException that lists the columns, if one is not there
   */
  public RecordSettings requireFields(List<String> names) {
    if (!names.isEmpty()) {
      requireColumns(names, named(LABEL, id, time, fields, ignore, categories, keys, texts));
    }
    return this;
  }

  /** Tells whether a path is a field. */
  public boolean isField(String path) {
    return counts(path)
        && Stream.of(label, id, time).noneMatch(role -> role != null && covers(role, path));
  }

  boolean counts(String path) {
    return counts(path, fields, ignore);
  }

  private static boolean counts(String path, List<String> fields, List<String> ignore) {
    return !covers(ignore, path) && (fields.isEmpty() || covers(fields, path));
  }

  /** Lists the members that are not fields, with reasons, for a person. */
  public List<String> excluded() {
    List<String> excluded = new ArrayList<>();
    excluded.add(label + " (the label)");
    if (id != null) {
      excluded.add(id + " (the id, if there is one)");
    }
    if (time != null) {
      boolean tells = TimeFields.NAMES.stream().anyMatch(name -> counts(time + '.' + name));
      excluded.add(
          time
              + (tells
                  ? " (the time, whose hour and weekday count if they foretell the label)"
                  : " (the time)"));
    }
    ignore.forEach(path -> excluded.add(path + " (ignored)"));
    if (!fields.isEmpty()) {
      excluded.add("all but " + String.join(", ", fields));
    }
    return excluded;
  }

  private static List<String> sorted(List<String> paths) {
    return paths == null ? List.of() : List.copyOf(new TreeSet<>(paths));
  }

  private static void requirePath(String setting, String path) {
    if (path.isBlank() || path.length() > MAX_PATH || !Utf8.encodes(path)) {
      throw new GyreException(
          "%s: found %s, expected the name of a field, as outcome or meta.outcome, of at most %d characters"
              .formatted(setting, quoted(path), MAX_PATH));
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
            "columns: found %s twice, expected distinct names".formatted(quoted(column)));
      }
    }
    if (DELIMITERS.indexOf(delimiter) < 0) {
      throw new GyreException(
          "delimiter: found %s, expected a comma, a semicolon, a tab or a bar"
              .formatted(quoted(String.valueOf(delimiter))));
    }
  }

  /** Every name that was given must be a column's: it is most likely a typing error. */
  private static void requireColumns(List<String> columns, List<Named> named) {
    for (Named each : named) {
      if (!each.path.equals(DEFAULTS.get(each.setting)) && !each.isIn(columns)) {
        throw new GyreException(
            "%s: found %s, expected one of the columns %s"
                .formatted(each.setting, brief(each.path), list(columns)));
      }
    }
  }

  private static void requireField(
      List<String> columns, List<String> roles, List<String> fields, List<String> ignore) {
    if (columns.stream()
        .noneMatch(column -> !roles.contains(column) && counts(column, fields, ignore))) {
      throw new GyreException(
          "columns: found %s, expected a field among them besides label, id, time and what is ignored"
              .formatted(list(columns)));
    }
  }
}
