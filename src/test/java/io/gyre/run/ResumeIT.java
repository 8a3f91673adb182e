package io.gyre.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.Examples;
import io.gyre.broker.LocalBroker;
import io.gyre.data.PointJson;
import io.gyre.data.Spirals;
import io.gyre.fold.state.FoldSettings;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.TopicReader;
import io.gyre.stream.LearnerApplication;
import io.gyre.stream.processor.PredictionSampling;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.InputSettings;
import io.gyre.time.WindowSettings;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.OutputFormat;
import io.gyre.topic.Parameters;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A learner that is stopped and started again ends as one that was left alone. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ResumeIT {

  private static final TopicNames NAMES = TopicNames.standard();
  private static final int PER_WINDOW = 1_000;
  private static final Duration POLL = Duration.ofMillis(200);

  /** Ends of the parts, none of them at the end of a batch or a window. */
  private static final int[] PARTS = {2_501, 5_003, 8_001};

  @TempDir Path folder;

  @Test
  void shouldResumeWithTheDigestOfAnUndisturbedRun() throws Exception {
    try (LocalBroker broker = LocalBroker.start(folder.resolve("broker"), 0)) {
      ClusterAccess cluster = ClusterAccess.local(broker.bootstrapServers());
      try (Admin admin = cluster.admin()) {
        RequiredTopics.require(admin, NAMES, Map.of());
      }
      int from = 0;
      for (int to : PARTS) {
        produce(cluster, from, to);
        try (LearnerApplication stopped = start("stopped", cluster)) {
          awaitWindow("stopped", window(to - 1) - 1, cluster, stopped);
        }
        from = to;
      }
      try (LearnerApplication undisturbed = start("undisturbed", cluster)) {
        awaitWindow("undisturbed", window(from - 1) - 1, cluster, undisturbed);
      }
      Map<String, Parameters> stopped = last("stopped", cluster);
      assertThat(stopped).hasSize(3);
      assertThat(stopped.values()).extracting(Parameters::step).allMatch(step -> step > 0);
      assertThat(digests(stopped)).isEqualTo(digests(last("undisturbed", cluster)));
    }
  }

  private static Map<String, String> digests(Map<String, Parameters> learners) {
    return learners.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().digest()));
  }

  private LearnerApplication start(String application, ClusterAccess cluster) {
    return LearnerApplication.start(
        new ApplicationSettings(
            application,
            NAMES,
            InputSettings.standard(),
            new FoldSettings(Examples.learners(), WindowSettings.standard()),
            PredictionSampling.ALL,
            OutputFormat.JSON,
            folder.resolve(application),
            Map.of("bootstrap.servers", cluster.bootstrapServers())));
  }

  private static long window(int point) {
    return point / PER_WINDOW;
  }

  private static void produce(ClusterAccess cluster, int from, int to) {
    Spirals spirals = Examples.spirals(42);
    PointJson json = new PointJson();
    try (Producer<byte[], byte[]> producer = cluster.producer(Map.of())) {
      for (int i = from; i < to; i++) {
        producer.send(
            new ProducerRecord<>("points", 0, window(i) * 1_000, null, json.write(spirals.at(i))));
      }
    }
  }

  /** Waits until every learner has closed a window. */
  private static void awaitWindow(
      String application, long window, ClusterAccess cluster, LearnerApplication running) {
    Set<String> closed = new HashSet<>();
    try (TopicReader reader = new TopicReader(cluster, List.of(NAMES.of(Topic.METRICS)), true)) {
      while (closed.size() < 3) {
        for (ConsumerRecord<byte[], byte[]> found : reader.poll(POLL)) {
          Metrics metrics = Topic.METRICS.deserializer().deserialize("", found.value());
          if (LearnerKey.parse(found.key()).application().equals(application)
              && metrics.closed()
              && metrics.windowStart() == window * 1_000) {
            closed.add(metrics.learner());
          }
        }
        running.throwFailure();
      }
    }
  }

  /** The last parameters of each learner of an application. */
  private static Map<String, Parameters> last(String application, ClusterAccess cluster) {
    Map<String, Parameters> last = new HashMap<>();
    try (TopicReader reader = new TopicReader(cluster, List.of(NAMES.of(Topic.PARAMETERS)), true)) {
      for (boolean more = true; more; ) {
        more = false;
        for (ConsumerRecord<byte[], byte[]> found : reader.poll(Duration.ofSeconds(2))) {
          more = true;
          if (LearnerKey.parse(found.key()).application().equals(application)) {
            Parameters parameters = Topic.PARAMETERS.deserializer().deserialize("", found.value());
            last.put(parameters.learner(), parameters);
          }
        }
      }
    }
    return last;
  }
}
