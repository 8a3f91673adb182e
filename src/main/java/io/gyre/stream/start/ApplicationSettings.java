package io.gyre.stream.start;

import io.gyre.GyreException;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.state.FoldSettings;
import io.gyre.registry.UsedSchemas;
import io.gyre.stream.processor.CommitOffsetCheck;
import io.gyre.stream.processor.InputTopics;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.stream.processor.PredictionSampling;
import io.gyre.stream.processor.SourceLog;
import io.gyre.stream.processor.TopologySettings;
import io.gyre.topic.OutputFormat;
import io.gyre.topic.OutputSerializers;
import io.gyre.topic.TopicNames;
import io.gyre.version.VersionRule;
import io.gyre.version.VersionRule.Keeping;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The settings of an instance of the application.
 *
 * @param application the id that instances share: group, internal topics and output keys carry it
 * @param format of predictions, metrics and alerts
 * @param versions when versions of the model are saved; null for never
 * @param state the folder where this instance keeps its state
 * @param client properties of the Kafka clients, {@code bootstrap.servers} among them
 */
public record ApplicationSettings(
    String application,
    TopicNames topics,
    InputSettings inputs,
    FoldSettings fold,
    PredictionSampling published,
    OutputFormat format,
    VersionRule versions,
    Path state,
    Map<String, String> client) {

  /** A name of only dots would be another folder. */
  private static final Pattern NAME = Pattern.compile("(?!\\.+$)[A-Za-z0-9._-]{1,100}");

  /**
   * @throws GyreException when the application's id cannot be part of a topic's name, its own
   *     journal would be read as points or labels, or a named learner of predictions does not exist
   */
  public ApplicationSettings {
    checkApplication(application);
    String journal = TopicNames.journalOf(application);
    // Merging would read its own output.
    if (journal.equals(topics.points()) || journal.equals(inputs.labels())) {
      throw new GyreException(
          "the topic %s is the journal of the application %s itself, in which it merges its points and labels. Expected the topic of its points or labels, or, to learn from the journal, another application id"
              .formatted(journal, application));
    }
    client = Map.copyOf(client);
    published.check(fold.learners());
  }

  /** Returns settings of an application without versions. */
  public ApplicationSettings(
      String application,
      TopicNames topics,
      InputSettings inputs,
      FoldSettings fold,
      PredictionSampling published,
      OutputFormat format,
      Path state,
      Map<String, String> client) {
    this(application, topics, inputs, fold, published, format, null, state, client);
  }

  /**
   * Checks an id.
   *
   * @throws GyreException when it cannot be part of names of topics and folders
   */
  public static void checkApplication(String application) {
    if (!NAME.matcher(application).matches()) {
      throw new GyreException(
          "application id \"%s\": expected 1 to 100 letters, digits, '.', '_' or '-', not dots alone"
              .formatted(application));
    }
  }

  public ApplicationSettings at(String bootstrapServers) {
    Map<String, String> there = new HashMap<>(client);
    there.put("bootstrap.servers", bootstrapServers);
    return new ApplicationSettings(
        application, topics, inputs, fold, published, format, versions, state, there);
  }

  public ApplicationSettings with(FoldSettings other) {
    return new ApplicationSettings(
        application, topics, inputs, other, published, format, versions, state, client);
  }

  public ApplicationSettings with(OutputFormat other) {
    return new ApplicationSettings(
        application, topics, inputs, fold, published, other, versions, state, client);
  }

  /** Returns the same of an application that saves versions, unless it has several models. */
  public ApplicationSettings with(VersionRule other) {
    VersionRule rule = inputs.perPartition() ? null : other;
    return new ApplicationSettings(
        application, topics, inputs, fold, published, format, rule, state, client);
  }

  public TopologySettings topology(
      SourceLog source,
      InputTopics read,
      boolean anew,
      LiveFolds folds,
      CommitOffsetCheck commits,
      UsedSchemas schemas,
      OutputSerializers outputs,
      Keeping keeping) {
    return new TopologySettings(
        application,
        topics,
        fold,
        published,
        source,
        read,
        anew,
        folds,
        commits,
        schemas,
        outputs,
        keeping);
  }

  public String changelog() {
    return LearnerTopology.changelogOf(application);
  }

  public List<String> changelogs() {
    return LearnerTopology.changelogsOf(application);
  }
}
