package io.gyre.topic;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.data.Label;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one learner has learned: the value of a record on the compacted topic {@code parameters}.
 *
 * <p>What is learned depends on the kind; its numbers, vectors and matrices stand in the record by
 * their names. D features, K classes, H hidden units: a network has {@code w1} H×D, {@code b1} H,
 * {@code w2} K×H and {@code b2} K (1×H and one number with two classes); a logistic learner {@code
 * w2} K×D and {@code b2} alone. Arrays are not copied, so two records are equal only if they share
 * them.
 *
 * @param learner the learner's name
 * @param partition the partition of {@code points} that it learns from
 * @param kind the kind of learner
 * @param features D, the columns that the learner sees
 * @param columns their names, as {@code age}, {@code carrier=DL}, {@code age missing}; null if they
 *     are left out
 * @param classes by their numbers
 * @param positive the positive one of two classes; null unless there are two
 * @param step updates since the start: the version of the parameters
 * @param settings the learner's settings, as in the learners file
 * @param digest SHA-256, in hexadecimal, of all that the learner remembers: equal digests mean
 *     equal learners, bit for bit
 * @param leftOut what would make the record too large for the topic, and is not in it: by name how
 *     many numbers, or columns; null if it is whole
 * @param learned what it has learned, by name
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

  /**
   * Returns this record with what was learned, or with so much of it that the topic takes it.
   *
   * @param numbers of how many numbers the parts of what was learned are, by name
   * @param parts these parts; those that no record takes may be missing
   */
  public Parameters with(Map<String, Long> numbers, Map<String, Object> parts) {
    Map<String, Long> out = LeftOut.of(this, numbers);
    Map<String, Object> kept = new LinkedHashMap<>(parts);
    kept.keySet().removeAll(out.keySet());
    return with(
        out.containsKey(LeftOut.COLUMNS) ? null : columns, out.isEmpty() ? null : out, kept);
  }

  Parameters with(List<String> names, Map<String, Long> out, Map<String, Object> kept) {
    return new Parameters(
        learner, partition, kind, features, names, classes, positive, step, settings, digest, out,
        kept);
  }

  /** Tells whether nothing is left out. */
  @JsonIgnore
  public boolean isWhole() {
    return leftOut == null;
  }
}
