package io.gyre.cli.option;

import io.gyre.stream.start.InputSettings;
import io.gyre.topic.TopicNames;
import picocli.CommandLine.Option;

/** The options of records that are merged before learning. */
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
      converter = AmountText.Bytes.class,
      description =
          "How much of what has been learned the journal keeps: the topic ID-journal, in which the records of several partitions and of the labels topic are merged. What is still to be learned is never deleted.")
  private long journalBytes;

  /** Returns the settings of the options, beside the names of the other topics. */
  public InputSettings settings(TopicNames names) {
    require(
        labels == null || !perPartition,
        "--per-partition and --labels-topic exclude each other: labels have no order with the points of a partition but in the journal");
    if (labels != null) {
      checked("--labels-topic: ", () -> names.requireLabels(labels));
    }
    return new InputSettings(labels, perPartition, journalBytes);
  }

  /** Returns the topic of labels; null if not given. */
  public String labels() {
    return labels;
  }
}
