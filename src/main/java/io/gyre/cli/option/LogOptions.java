package io.gyre.cli.option;

import io.gyre.StopSignal;
import io.gyre.app.score.FieldValue;
import io.gyre.app.score.LogPlace;
import io.gyre.app.score.StoredRecords;
import io.gyre.app.score.VersionLog;
import io.gyre.kafka.ClusterAccess;
import io.gyre.topic.TopicNames;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which records of a log are scored. */
public final class LogOptions extends Options {

  @Option(names = "--topic", paramLabel = "TOPIC")
  private String topic;

  @Option(names = "--partition", paramLabel = "P")
  private Integer partition;

  @Option(names = "--from", paramLabel = "OFFSET|TIME", converter = Converters.Place.class)
  private LogPlace from;

  @Option(names = "--until", paramLabel = "OFFSET|TIME", converter = Converters.Place.class)
  private LogPlace until;

  @Option(names = "--from-version", paramLabel = "VERSION")
  private String version;

  @Option(names = "--frozen", paramLabel = "VERSION", split = ",")
  private List<String> frozen = List.of();

  @Option(
      names = "--without",
      paramLabel = "FIELD=VALUE",
      converter = Converters.ValueOfField.class)
  private List<FieldValue> without = List.of();

  @Mixin private ApplicationOption application;

  /**
   * Checks the options.
   *
   * @param ofFile whether a file is scored
   */
  public void check(boolean ofFile) {
    boolean ofLog = topic != null || version != null;
    require(
        ofFile != ofLog,
        "expected a FILE, --topic or --from-version, found " + (ofLog ? "both" : "none"));
    if (ofFile) {
      refuse(" is for --topic, and there is none", "--partition", "--from", "--until");
    }
    if (version == null) {
      refuse(" goes with --from-version", "--application-id", "--frozen");
    } else {
      refuse(": expected none with --from-version, which begins there", "--from", "--partition");
    }
  }

  public String topic() {
    return topic;
  }

  /** Tells whether it begins with a version. */
  public boolean ofVersion() {
    return version != null;
  }

  /** Tells whether it begins with the first record of a topic that is there. */
  public boolean fromFirst() {
    return from == null;
  }

  /** Returns the versions that are scored as they were saved. */
  public List<String> frozen() {
    return frozen;
  }

  /** Returns the values that no point shall have. */
  public List<FieldValue> without() {
    return without;
  }

  /**
   * Returns the partition that is scored.
   *
   * @param partitions of the topic
   */
  public int partition(int partitions) {
    require(
        partition != null || partitions == 1,
        "the topic %s has %d partitions, and records of one are scored: say which with --partition. All of them in the order in which gyre learn takes them are on its journal, ID-journal"
            .formatted(topic, partitions));
    int chosen = partition == null ? 0 : partition;
    requireBetween("--partition", 0, partitions - 1, chosen);
    return chosen;
  }

  /** Returns the records of a partition; closed by the caller. */
  public StoredRecords records(ClusterAccess cluster, int of, StopSignal stop) {
    return new StoredRecords(cluster, topic, of, from, until, stop);
  }

  /** Returns the log since the version; closed by the caller. */
  public VersionLog sinceVersion(ClusterAccess cluster, StopSignal stop) {
    boolean named = topic == null || isTyped("--application-id");
    String id = named ? application.id() : TopicNames.applicationOf(topic, application.id());
    return new VersionLog(cluster, id, version, topic, until, stop);
  }
}
