package io.gyre.stream.start;

import io.gyre.GyreException;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.state.FoldSettings;
import io.gyre.kafka.KafkaInternals;
import io.gyre.stream.processor.InputTopics;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.stream.processor.PredictionSampling;
import io.gyre.stream.processor.SourceLog;
import io.gyre.stream.processor.TopologySettings;
import io.gyre.topic.TopicNames;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What an instance of the application is started with.
 *
 * @param application the id that instances share: group, internal topics and output keys bear it
 * @param topics the names of the topics
 * @param inputs what is said of the topics that are read
 * @param fold what is done with the records of a log
 * @param published which predictions are published
 * @param state the folder where this instance keeps its state
 * @param client properties of the Kafka clients, {@code bootstrap.servers} among them
 */
public record ApplicationSettings(
    String application,
    TopicNames topics,
    InputSettings inputs,
    FoldSettings fold,
    PredictionSampling published,
    Path state,
    Map<String, String> client) {

  /** Dots alone are another folder than the one that the state is to be in. */
  private static final Pattern NAME = Pattern.compile("(?!\\.+$)[A-Za-z0-9._-]{1,100}");

  /**
   * @throws GyreException when the application's id cannot be part of a topic's name, its own
   *     journal is to be read as points or labels, or predictions are named of a learner that is
   *     not there: before a cluster is asked for anything
   */
  public ApplicationSettings {
    checkApplication(application);
    refuseJournal(application, topics.points());
    refuseJournal(application, inputs.labels());
    client = Map.copyOf(client);
    published.check(fold.learners());
  }

  /** Settings of one model without a topic of labels. */
  public ApplicationSettings(
      String application,
      TopicNames topics,
      FoldSettings fold,
      PredictionSampling published,
      Path state,
      Map<String, String> client) {
    this(application, topics, InputSettings.standard(), fold, published, state, client);
  }

  /**
   * Checks an id before it is put into names of topics and folders.
   *
   * @throws GyreException when it cannot be part of them
   */
  public static void checkApplication(String application) {
    if (!NAME.matcher(application).matches()) {
      throw new GyreException(
          "application id \"%s\": expected 1 to 100 letters, digits, '.', '_' or '-', not dots alone"
              .formatted(application));
    }
  }

  /** Merging would read what it writes. */
  private static void refuseJournal(String application, String topic) {
    if (TopicNames.journalOf(application).equals(topic)) {
      throw new GyreException(
          "the topic %s is the journal of the application %s itself, in which it merges its points and labels. Expected the topic of its points or labels, or, to learn from the journal, another application id"
              .formatted(topic, application));
    }
  }

  /** These settings on another cluster. */
  public ApplicationSettings at(String bootstrapServers) {
    Map<String, String> there = new HashMap<>(client);
    there.put("bootstrap.servers", bootstrapServers);
    return new ApplicationSettings(application, topics, inputs, fold, published, state, there);
  }

  public TopologySettings topology(
      SourceLog source, InputTopics read, boolean publishAnew, LiveFolds folds) {
    return new TopologySettings(
        application, topics, fold, published, source, read, publishAnew, folds);
  }

  /** The topics to which what must not be lost is committed; not all are there always. */
  List<String> changelogs() {
    return LearnerTopology.STORES.stream()
        .map(store -> KafkaInternals.changelogOf(application, store))
        .toList();
  }

  public String changelog() {
    return KafkaInternals.changelogOf(application, LearnerTopology.STORE);
  }
}
