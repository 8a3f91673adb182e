package io.gyre.bench;

import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.PointJson;
import io.gyre.learning.LearnerSettings;
import io.gyre.topic.Prediction;
import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Reads each point and answers as the learners would in number and size, without learning. */
final class JsonOnlyProcessor implements Processor<byte[], byte[], byte[], Prediction> {

  /** 2⁶⁴ divided by the golden ratio: spreads numbers over the doubles that models would give. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private static final int BATCH = 8;

  private final List<LearnerSettings> learners;
  private final PointJson json = new PointJson();
  private ProcessorContext<byte[], Prediction> context;

  JsonOnlyProcessor(List<LearnerSettings> learners) {
    this.learners = learners;
  }

  @Override
  public void init(ProcessorContext<byte[], Prediction> processorContext) {
    context = processorContext;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata source = context.recordMetadata().orElseThrow();
    Point point = read(record.value());
    long answer = source.offset() * learners.size();
    for (LearnerSettings learner : learners) {
      // Another of each learner: what is alike would be compressed away.
      double probability = (++answer * GOLDEN >>> 11) * 0x1p-53;
      context.forward(
          record.withValue(
              Prediction.ofTwo(
                  point.id(),
                  learner.name(),
                  probability,
                  point.label(),
                  source.offset() / BATCH,
                  source.partition(),
                  source.offset())));
    }
  }

  private Point read(byte[] value) {
    try {
      return json.read(value);
    } catch (InvalidPointException e) {
      throw new GyreException("the bench produced what is no point: " + e.getMessage(), e);
    }
  }
}
