package io.gyre.bench;

import io.gyre.fold.FoldSettings;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.LearnersJson;
import io.gyre.scoring.WindowSettings;
import io.gyre.stream.ApplicationSettings;
import io.gyre.stream.PredictionSampling;
import io.gyre.topic.TopicNames;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;

/**
 * One run of one instance of the application, as it is told to {@link Instance}, in JSON.
 *
 * @param way how several partitions are read
 * @param learners a JSON list, as {@link LearnersJson} writes them
 * @param application a fresh id, which the instances of a run share
 * @param prefix of the topics
 * @param threads stream threads
 * @param state a folder of this instance
 * @param client properties of the Kafka clients
 */
record InstanceJob(
    Layout.Way way,
    String learners,
    String application,
    String prefix,
    int threads,
    String state,
    Map<String, String> client) {

  /** The settings that {@code gyre learn} would start with. */
  ApplicationSettings settings() {
    List<LearnerSettings> all = LearnersJson.parse(learners, "the bench");
    Map<String, String> properties = new HashMap<>(client);
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, String.valueOf(threads));
    return new ApplicationSettings(
        application,
        TopicNames.standard().withPrefix(prefix),
        way.inputs(),
        new FoldSettings(Workload.CLASSES, null, all, WindowSettings.standard()),
        PredictionSampling.standard(all),
        Path.of(state),
        properties);
  }
}
