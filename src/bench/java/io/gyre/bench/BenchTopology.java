package io.gyre.bench;

import io.gyre.GyreException;
import io.gyre.bench.Setup.Kind;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.fold.LiveFolds;
import io.gyre.format.RecordReader;
import io.gyre.format.RecordSettings;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.stream.processor.CommitOffsetCheck;
import io.gyre.stream.processor.InputTopics;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.stream.processor.PredictionPartitioner;
import io.gyre.stream.processor.SourceLog;
import io.gyre.stream.processor.TopologySettings;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.topic.OutputSerializers;
import io.gyre.topic.Prediction;
import io.gyre.topic.Predictions;
import io.gyre.topic.Topic;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** The topology of each scenario; that of learning is Gyre's own. */
final class BenchTopology {

  private static final String POINTS = "points";
  private static final String ECHO = "echo";
  private static final String OUT = "out";

  /** 2⁶⁴ divided by the golden ratio: spreads numbers over the doubles that models would give. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private static final int BATCH = 8;

  private BenchTopology() {}

  static Topology build(Kind kind, ApplicationSettings of) {
    if (kind == Kind.LEARN) {
      return LearnerTopology.build(
          new TopologySettings(
              of.application(),
              of.topics(),
              of.fold(),
              of.published(),
              new OwnTopic(),
              InputTopics.direct(of.topics().points()),
              false,
              new LiveFolds(),
              new CommitOffsetCheck(topics -> {}),
              null,
              OutputSerializers.JSON,
              null));
    }
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    ByteArraySerializer written = new ByteArraySerializer();
    String predictions = of.topics().of(Topic.PREDICTIONS);
    Topology topology =
        new Topology()
            .addSource(AutoOffsetReset.earliest(), POINTS, bytes, bytes, of.topics().points());
    if (kind == Kind.PASS_THROUGH) {
      return topology.addSink(OUT, predictions, written, written, POINTS);
    }
    return topology
        .addProcessor(ECHO, () -> new JsonOnly(of.fold().learners()), POINTS)
        .addSink(
            OUT,
            predictions,
            written,
            Topic.PREDICTIONS.serializer(),
            new PredictionPartitioner(() -> Integer.MAX_VALUE),
            ECHO);
  }

  /** The topic is the bench's own: nobody recreates it, and nothing is swept away. */
  private static final class OwnTopic implements SourceLog {
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
  }

  /** Reads each point and answers as the learners would in number and size, without learning. */
  private static final class JsonOnly
      extends ContextualProcessor<byte[], byte[], byte[], Prediction> {

    private final List<LearnerSettings> learners;
    private final RecordReader reader =
        RecordReader.of(RecordSettings.standard(), RecordReader.Accepts.POINTS);

    JsonOnly(List<LearnerSettings> learners) {
      this.learners = learners;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      RecordMetadata source = context().recordMetadata().orElseThrow();
      long offset = source.offset();
      Point point;
      try {
        point = reader.read(record.value());
      } catch (InvalidPointException e) {
        throw new GyreException("the bench produced what is no point: " + e.getMessage(), e);
      }
      long answer = offset * learners.size();
      for (LearnerSettings learner : learners) {
        // Another of each learner: what is alike would be compressed away.
        double probability = (++answer * GOLDEN >>> 11) * 0x1p-53;
        Prediction prediction =
            Predictions.ofTwo(
                point.id(),
                learner.name(),
                probability,
                point.label(),
                offset / BATCH,
                source.partition(),
                offset);
        context().forward(record.withValue(prediction));
      }
    }
  }
}
