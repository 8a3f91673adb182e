package io.gyre.cli.option;

import io.gyre.stream.start.InputSettings;
import io.gyre.topic.TopicNames;
import picocli.CommandLine.Option;

/** The options of records that are merged before learning. */
public final class RecordMergeOptions extends Options {

  @Option(names = "--labels-topic", paramLabel = "TOPIC")
  private String labels;

  @Option(names = "--per-partition")
  private boolean perPartition;

  @Option(
      names = "--journal-keep",
      paramLabel = "BYTES",
      defaultValue = "1GiB",
      converter = Converters.Bytes.class)
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
