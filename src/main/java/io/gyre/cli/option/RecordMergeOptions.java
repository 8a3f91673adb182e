package io.gyre.cli.option;

import io.gyre.stream.start.InputSettings;
import io.gyre.topic.TopicNames;
import picocli.CommandLine.Option;

/** The options that say which records are merged before they are learned from. A mixin. */
public final class RecordMergeOptions extends Options {

  @Option(
      names = "--labels-topic",
      paramLabel = "TOPIC",
      description =
          "The topic of labels that come later than their points, as {\"id\":\"p-17\",\"label\":1}; --id and --label name its members, too. It is created if it is absent. Default: none; labels come with the points.")
  private String labels;

  @Option(
      names = "--per-partition",
      description =
          "Train learners of its own for each partition of the points topic, instead of one model for all of them.")
  private boolean perPartition;

  @Option(
      names = "--journal-keep",
      paramLabel = "BYTES",
      defaultValue = "1GiB",
      converter = BytesText.class,
      description =
          "How much of what has been learned the journal keeps: the topic ID-journal, in which the records of several partitions and of the labels topic are merged. What is still to be learned is never deleted.")
  private long journalBytes;

  /**
   * Returns what the options say.
   *
   * @param names of the other topics
   */
  public InputSettings settings(TopicNames names) {
    if (labels != null && perPartition) {
      throw wrong(
          "--per-partition and --labels-topic exclude each other: labels have no order with the points of a partition but in the journal");
    }
    try {
      if (labels != null) {
        names.requireLabels(labels);
      }
      return new InputSettings(labels, perPartition, journalBytes);
    } catch (IllegalArgumentException e) {
      throw wrong("--labels-topic: " + e.getMessage(), e);
    }
  }

  /** Returns the topic of labels; null if none was named. */
  public String labels() {
    return labels;
  }
}
