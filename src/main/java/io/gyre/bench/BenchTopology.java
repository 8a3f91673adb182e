package io.gyre.bench;

import io.gyre.fold.FoldSettings;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.LearnersJson;
import io.gyre.scoring.WindowSettings;
import io.gyre.stream.LearnerTopology;
import io.gyre.stream.PredictionPartitioner;
import io.gyre.stream.PredictionSampling;
import io.gyre.stream.SourceLog;
import io.gyre.stream.TopologySettings;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/** The topology of each scenario; that of learning is Gyre's own. */
final class BenchTopology {

  private static final String POINTS = "points";
  private static final String ECHO = "echo";
  private static final String OUT = "out";

  /** The topic is the bench's own: nobody recreates it, and nothing is swept away. */
  private static final SourceLog SOURCE =
      new SourceLog() {
        @Override
        public String topicId(String topic) {
          return "bench";
        }

        @Override
        public int partitions(String topic) {
          return Integer.MAX_VALUE;
        }

        @Override
        public long earliestOffset(String topic, int partition) {
          return 0;
        }

        @Override
        public long committedOffset(String topic, int partition) {
          return 0;
        }

        @Override
        public boolean holdsRecord(String topic, int partition, long from, long to) {
          return false;
        }
      };

  private BenchTopology() {}

  static Topology build(BenchJob job) {
    List<LearnerSettings> learners =
        job.kind() == Scenario.Kind.PASS_THROUGH
            ? List.of()
            : LearnersJson.parse(job.learners(), "the bench");
    return switch (job.kind()) {
      case PASS_THROUGH -> passThrough(job.topics());
      case JSON -> json(job.topics(), learners);
      case LEARN ->
          LearnerTopology.build(
              new TopologySettings(
                  job.application(),
                  job.topics(),
                  new FoldSettings(Workload.CLASSES, null, learners, WindowSettings.standard()),
                  PredictionSampling.standard(learners),
                  SOURCE));
    };
  }

  private static Topology passThrough(TopicNames topics) {
    Topology topology = source(topics);
    topology.addSink(
        OUT, topics.predictions(), new ByteArraySerializer(), new ByteArraySerializer(), POINTS);
    return topology;
  }

  private static Topology json(TopicNames topics, List<LearnerSettings> learners) {
    Topology topology = source(topics);
    topology.addProcessor(ECHO, () -> new JsonOnlyProcessor(learners), POINTS);
    topology.addSink(
        OUT,
        topics.predictions(),
        new ByteArraySerializer(),
        Topic.PREDICTIONS.serializer(),
        new PredictionPartitioner(() -> Integer.MAX_VALUE),
        ECHO);
    return topology;
  }

  private static Topology source(TopicNames topics) {
    Topology topology = new Topology();
    topology.addSource(
        AutoOffsetReset.earliest(),
        POINTS,
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        topics.points());
    return topology;
  }
}
