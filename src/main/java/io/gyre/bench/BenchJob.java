package io.gyre.bench;

import io.gyre.learning.LearnersJson;
import io.gyre.topic.TopicNames;
import java.util.List;
import java.util.Map;

/**
 * One run of one scenario, as it is told to a {@link Worker}, in JSON.
 *
 * @param kind how much of Gyre takes part
 * @param learners a JSON list, as {@link LearnersJson} writes them
 * @param guarantee of Kafka Streams
 * @param application a fresh id: it starts at the beginning of points, with an empty state
 * @param prefix of the topics
 * @param features D
 * @param points how many there are to process; 0: run until the next line
 * @param threads stream threads
 * @param state a folder for the stores
 * @param client properties of the Kafka clients
 */
record BenchJob(
    Scenario.Kind kind,
    String learners,
    Guarantee guarantee,
    String application,
    String prefix,
    int features,
    long points,
    int threads,
    String state,
    Map<String, String> client) {

  TopicNames topics() {
    return TopicNames.standard().withPrefix(prefix);
  }

  static String learners(Scenario scenario) {
    List<String> all =
        scenario.learners().stream().map(settings -> LearnersJson.toJson(settings) + "").toList();
    return "[" + String.join(",", all) + "]";
  }
}
