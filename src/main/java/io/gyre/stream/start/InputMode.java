package io.gyre.stream.start;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.Setting;
import io.gyre.fold.keys.KeySettings;
import io.gyre.format.RecordSettings;
import io.gyre.state.Sha256;
import io.gyre.stream.processor.InputTopics;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * The way an instance reads its topics. All instances of a group must use the same: they share
 * tasks, whose meaning depends on it.
 *
 * @param late whether points wait for labels in separate records
 * @param labels the topic with labels that come later; may be null
 * @param meaning what the records mean; null for an earlier Gyre
 */
public record InputMode(Way way, boolean late, String labels, Meaning meaning) {

  /**
   * The meaning of records, and the keys among their fields, as far as it may be shown to anybody
   * who sees the group.
   *
   * @param hash of all settings
   * @param label the path of the label; null if it is not short or of plain letters
   */
  record Meaning(String hash, String label) {

    static Meaning of(RecordSettings records, KeySettings keys) {
      MessageDigest digest = Sha256.begin();
      digest.update(records.toCanonicalJson().getBytes(UTF_8));
      if (!records.keys().isEmpty()) {
        digest.update(keys.toString().getBytes(UTF_8));
      }
      String label = records.label();
      return new Meaning(
          Sha256.end(digest).substring(0, 8), label.matches("[A-Za-z0-9_.]{1,40}") ? label : null);
    }
  }

  enum Way {
    /** Directly, since there is one partition. */
    POINTS,
    /** Directly, with a model for each partition. */
    PARTITIONS,
    /** Merged into a journal. */
    JOURNAL
  }

  public static InputMode of(ApplicationSettings asked, InputTopics inputs) {
    Way direct = asked.inputs().perPartition() ? Way.PARTITIONS : Way.POINTS;
    return new InputMode(
        inputs.merges() ? Way.JOURNAL : direct,
        asked.fold().lateLabels() != null,
        inputs.labels(),
        Meaning.of(asked.fold().records(), asked.fold().keys()));
  }

  /**
   * Tells whether an instance may start beside another. One that reads points directly, since they
   * had one partition, fails by itself when they have more, and then merges them, too.
   */
  boolean fits(InputMode other) {
    return late == other.late
        && Objects.equals(labels, other.labels)
        && meansTheSame(other)
        && (way == other.way || way == Way.POINTS || other.way == Way.POINTS);
  }

  boolean meansTheSame(InputMode other) {
    return meaning == null || other.meaning == null || meaning.hash.equals(other.meaning.hash);
  }

  /** Says how this is, for a person: what records mean, or how topics are read. */
  String words(boolean records) {
    if (records) {
      String label = meaning.label;
      return (label == null ? "a label whose name is not shown here" : "the label " + label)
          + " (hash of all options of its records: %s)".formatted(meaning.hash);
    }
    String points =
        switch (way) {
          case POINTS -> "points learned from directly";
          case PARTITIONS -> "a model for each partition of points (" + Setting.PER_PARTITION + ")";
          case JOURNAL -> "points merged into a journal";
        };
    if (labels != null) {
      return points + ", with late labels from the topic " + labels;
    }
    return points + (late ? ", with late labels among them" : ", with their labels");
  }
}
