package io.gyre.topic;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.data.Label;
import io.gyre.fold.state.LearnedParameters;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.list.LearnersJson;
import io.gyre.words.Utf8;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The parameters of one learner: the value of a record on the compacted topic {@code parameters}.
 *
 * <p>The parameters depend on the kind; the record has its numbers, vectors and matrices by their
 * names. D features, K classes, H hidden units: a network has {@code w1} H×D, {@code b1} H, {@code
 * w2} K×H and {@code b2} K (1×H and one number with two classes); a logistic learner {@code w2} K×D
 * and {@code b2} alone. Arrays are not copied.
 *
 * @param features D, the columns that the learner sees
 * @param columns their names, as {@code age}, {@code carrier=DL}, {@code age missing}; null if they
 *     are left out
 * @param positive the positive one of two classes; null unless there are two
 * @param step updates since the start: the version of the parameters
 * @param settings as in the learners file
 * @param digest SHA-256, in hexadecimal, of the learner's whole state: equal digests mean equal
 *     learners, bit for bit
 * @param leftOut how many numbers or columns are left out since the topic could not take them, by
 *     name; null if the record is whole
 */
public record Parameters(
    String learner,
    int partition,
    String kind,
    int features,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<String> columns,
    List<Label> classes,
    Label positive,
    long step,
    ObjectNode settings,
    String digest,
    @JsonInclude(JsonInclude.Include.NON_NULL) Map<String, Long> leftOut,
    @JsonAnyGetter @JsonAnySetter Map<String, Object> learned) {

  static final String COLUMNS = "columns";

  /** The topic takes batches of 8 MiB; key, headers and the frame of a batch need the rest. */
  static final int MOST_BYTES = (8 << 20) - (64 << 10);

  /** The longest number has 24; a comma, and two brackets around a row of one, come on top. */
  private static final int BYTES_OF_A_NUMBER = 28;

  private static final Pattern END = Pattern.compile("#\\d+$| missing$");

  /** Makes the record of what a learner has learned, with as many parts as the topic takes. */
  public static Parameters of(
      LearnerSettings settings, int partition, long step, LearnedParameters learned) {
    return new Parameters(
            settings.name(),
            partition,
            settings.kind(),
            learned.columns().size(),
            learned.columns(),
            learned.classes(),
            learned.positive(),
            step,
            LearnersJson.toJson(settings),
            learned.digest(),
            null,
            Map.of())
        .with(learned.numbers(), learned.parameters());
  }

  /**
   * Returns this record with the parameters, or with as many parts as the topic takes, given how
   * many numbers each has, by name; parts that no record takes may be missing.
   */
  public Parameters with(Map<String, Long> numbers, Map<String, Object> parts) {
    Map<String, Long> out = leftOut(numbers);
    Map<String, Object> kept = new LinkedHashMap<>(parts);
    kept.keySet().removeAll(out.keySet());
    return with(out.containsKey(COLUMNS) ? null : columns, out.isEmpty() ? null : out, kept);
  }

  private Parameters with(List<String> names, Map<String, Long> out, Map<String, Object> kept) {
    return new Parameters(
        learner, partition, kind, features, names, classes, positive, step, settings, digest, out,
        kept);
  }

  /**
   * Returns how many numbers or columns each part has that is left out: the largest first. Sizes
   * are upper bounds, found without writing a number.
   */
  private Map<String, Long> leftOut(Map<String, Long> numbers) {
    Map<String, Long> bytes = new LinkedHashMap<>();
    bytes.put(COLUMNS, columns.stream().mapToLong(name -> Utf8.bytesInJson(name) + 3).sum());
    numbers.forEach((name, count) -> bytes.put(name, name.length() + BYTES_OF_A_NUMBER * count));
    Parameters rest = with(null, null, Map.of());
    long all = Topic.PARAMETERS.serializer().serialize(Topic.PARAMETERS.name(), rest).length;
    all += bytes.values().stream().mapToLong(Long::longValue).sum();
    Map<String, Long> out = new LinkedHashMap<>();
    List<String> smallestFirst =
        bytes.keySet().stream().sorted(Comparator.comparing(bytes::get)).toList();
    for (int last = smallestFirst.size() - 1; last >= 0 && all > MOST_BYTES; last--) {
      String name = smallestFirst.get(last);
      all -= bytes.get(name);
      out.put(name, name.equals(COLUMNS) ? (long) columns.size() : numbers.get(name));
    }
    return out;
  }

  /**
   * Returns the field of a column, as far as its name tells: {@code age}, {@code carrier=DL},
   * {@code zip#17}, {@code age missing}. A path or a text may hold the same characters.
   */
  public static String fieldOf(String column) {
    int value = column.indexOf('=');
    return value >= 0 ? column.substring(0, value) : END.matcher(column).replaceFirst("");
  }

  @JsonIgnore
  public boolean isWhole() {
    return leftOut == null;
  }
}
