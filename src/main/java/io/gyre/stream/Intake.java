package io.gyre.stream;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.PointJson;
import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Turns each record into a point for every learner, or into one dead letter.
 *
 * <p>A bad record that threw in the learners would give a dead letter from each, and leave what
 * they had half done; so records are parsed and checked here, once, and no content of a record
 * makes this throw. The learners are told of the offset of a bad record all the same: it must not
 * look like a gap to them.
 */
final class Intake implements Processor<byte[], byte[], byte[], Object> {

  /** The end of the year 9999, in ms since the epoch: beyond, windows would overflow. */
  private static final long MAX_TIMESTAMP = 253_402_300_799_999L;

  private final TopologySettings settings;
  private final List<String> learners;
  private final PointJson json = new PointJson();

  /**
   * Tells the learners of an offset without a point; nothing of the record goes to their stores.
   */
  private final Record<byte[], Point> noPoint = new Record<>(null, null, 0);

  private ProcessorContext<byte[], Object> context;

  Intake(TopologySettings settings) {
    this.settings = settings;
    learners = LearnerTopology.processorNames(settings);
  }

  @Override
  public void init(ProcessorContext<byte[], Object> processorContext) {
    context = processorContext;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Record<byte[], Point> arrival;
    try {
      arrival = record.withValue(read(record));
    } catch (InvalidPointException e) {
      divert(record, e.getMessage());
      arrival = noPoint;
    }
    for (String learner : learners) {
      context.forward(arrival, learner);
    }
  }

  /** Reads and checks a point, and names it if it has no id. */
  private Point read(Record<byte[], byte[]> record) throws InvalidPointException {
    if (record.timestamp() > MAX_TIMESTAMP) {
      throw new InvalidPointException(
          "timestamp: expected 0 to %d (the end of the year 9999), found %s"
              .formatted(
                  MAX_TIMESTAMP,
                  record.timestamp() == PointTime.NEGATIVE
                      ? "a negative one"
                      : String.valueOf(record.timestamp())));
    }
    DeadLetter.checkSize(record);
    Point point = json.read(record.value());
    if (point.features().length != settings.features()) {
      throw new InvalidPointException(
          "features: expected %d, found %d"
              .formatted(settings.features(), point.features().length));
    }
    return point.id() != null ? point : point.withId(coordinates());
  }

  private String coordinates() {
    RecordMetadata source = context.recordMetadata().orElseThrow();
    return source.partition() + "-" + source.offset();
  }

  private void divert(Record<byte[], byte[]> record, String reason) {
    RecordMetadata source = context.recordMetadata().orElseThrow();
    context.forward(DeadLetter.of(record, reason, source), LearnerTopology.DEAD_LETTERS);
  }
}
