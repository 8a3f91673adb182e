package io.gyre.stream.start;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.data.RecordSettings;
import io.gyre.state.Sha256;
import io.gyre.stream.processor.InputTopics;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * How an instance reads its topics. Instances of one group must do so in the same way: they share
 * tasks, which mean something else otherwise.
 *
 * @param way how the points are read
 * @param late whether points wait for labels in records of their own
 * @param labels the topic with labels that come later; null if there is none
 * @param meaning what the records mean; null where an earlier Gyre does not say
 */
public record InputMode(Way way, boolean late, String labels, Meaning meaning) {

  /**
   * What records mean, as far as it may be shown to whoever sees the group.
   *
   * @param hash of all settings, {@value #DIGITS} hexadecimal digits
   * @param label the path of the label; null if it is not short or of plain letters
   */
  record Meaning(String hash, String label) {

    static final int DIGITS = 8;

    /** What is shown of a label; the path of another is not. */
    static final String SHOWN = "[A-Za-z0-9_.]{1,40}";

    static Meaning of(RecordSettings records) {
      MessageDigest digest = Sha256.begin();
      digest.update(records.toCanonicalJson().getBytes(UTF_8));
      return new Meaning(
          Sha256.end(digest).substring(0, DIGITS),
          records.label().matches(SHOWN) ? records.label() : null);
    }
  }

  enum Way {
    /** They have one partition, which is learned from as it is. */
    POINTS,
    /** Each partition is learned from as it is, since somebody wants it so. */
    PARTITIONS,
    /** They are merged into a journal. */
    JOURNAL
  }

  public static InputMode of(ApplicationSettings asked, InputTopics inputs) {
    Way direct = asked.inputs().perPartition() ? Way.PARTITIONS : Way.POINTS;
    return new InputMode(
        inputs.merges() ? Way.JOURNAL : direct,
        asked.fold().lateLabels() != null,
        inputs.labels(),
        Meaning.of(asked.fold().records()));
  }

  /**
   * Tells whether an instance may start beside another. One that reads points as they are since
   * they had one partition will fail by itself when they have more, and merge them, too.
   */
  boolean fits(InputMode other) {
    boolean sameLabels = late == other.late && Objects.equals(labels, other.labels);
    return sameLabels
        && meansTheSame(other)
        && (way == other.way || way == Way.POINTS || other.way == Way.POINTS);
  }

  boolean meansTheSame(InputMode other) {
    return meaning == null || other.meaning == null || meaning.hash.equals(other.meaning.hash);
  }

  String meaningWords() {
    return "%s (hash of all options of its records: %s)"
        .formatted(
            meaning.label == null
                ? "a label whose name is not shown here"
                : "the label " + meaning.label,
            meaning.hash);
  }

  String words() {
    String points =
        switch (way) {
          case POINTS -> "points learned from directly";
          case PARTITIONS -> "a model for each partition of points (--per-partition)";
          case JOURNAL -> "points merged into a journal";
        };
    if (labels != null) {
      return points + ", with late labels from the topic " + labels;
    }
    return points + (late ? ", with late labels among them" : ", with their labels");
  }
}
