package io.gyre.stream;

import io.gyre.data.Point;
import io.gyre.fold.Answer;
import io.gyre.fold.Counts;
import io.gyre.fold.LearnerReport;
import io.gyre.fold.PartitionFold;
import io.gyre.learning.LearnerList;
import io.gyre.learning.LearnerSettings;
import io.gyre.scoring.Window;
import io.gyre.stream.ToLearners.Predict;
import io.gyre.stream.ToLearners.Tell;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import io.gyre.topic.Prediction;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One learner of a partition: asks the partition's fold for its prediction of each point, and for
 * its figures when a window closes, and sends them on. It keeps nothing itself.
 */
final class LearnerProcessor implements Processor<byte[], ToLearners, byte[], Object> {

  private static final Logger LOG = LoggerFactory.getLogger(LearnerProcessor.class);

  private final TopologySettings topology;
  private final LearnerSettings settings;

  /** Its place on the list. */
  private final int place;

  /** Of the predictions of labelled points one in so many is published; 0: none. */
  private final int every;

  private ProcessorContext<byte[], Object> context;
  private CommitStore store;
  private int partition;
  private byte[] outputKey;

  LearnerProcessor(TopologySettings topology, int place) {
    this.topology = topology;
    this.place = place;
    settings = topology.fold().learners().get(place);
    every = topology.thinning().every(settings.name());
  }

  @Override
  public void init(ProcessorContext<byte[], Object> processorContext) {
    context = processorContext;
    partition = context.taskId().partition();
    store = context.getStateStore(LearnerTopology.STORE);
    outputKey = new LearnerKey(topology.application(), settings.name(), partition).toBytes();
  }

  @Override
  public void process(Record<byte[], ToLearners> record) {
    PartitionFold fold = store.fold();
    if (record.value() instanceof Predict predict) {
      answer(record, predict, fold);
    } else if (record.value() instanceof Tell tell) {
      tell(record.timestamp(), tell, fold.report(place));
    } else {
      send(record.timestamp(), LearnerTopology.PARAMETERS, parameters(fold.report(place)));
    }
  }

  private void answer(Record<byte[], ToLearners> record, Predict asked, PartitionFold fold) {
    Answer answer = fold.predict(place);
    Point point = asked.point();
    long offset = asked.offset();
    if (!point.labelled() || (every > 0 && offset % every == 0)) {
      double positive = answer.positiveProbability();
      context.forward(
          record.withValue(
              new Prediction(
                  point.id(),
                  settings.name(),
                  answer.prediction(),
                  positive,
                  answer.positive(),
                  Double.isNaN(positive) ? answer.largest(Prediction.MOST_CLASSES) : null,
                  point.label(),
                  fold.step(place),
                  partition,
                  offset)),
          LearnerTopology.PREDICTIONS);
    }
  }

  private void tell(long timestamp, Tell tell, LearnerReport report) {
    Window window = tell.window();
    send(timestamp, LearnerTopology.METRICS, metrics(window, tell.closed(), report));
    if (!tell.closed()) {
      return;
    }
    if (report.refused(window) > 0) {
      LOG.warn(
          "learner \"{}\" on partition {} refused {} steps in the window from {}: they would have made a parameter non-finite. Its learning rate may be too large",
          settings.name(),
          partition,
          report.refused(window),
          window.startMs());
    }
    send(timestamp, LearnerTopology.PARAMETERS, parameters(report));
  }

  private Metrics metrics(Window window, boolean closed, LearnerReport report) {
    Counts counts = report.counts();
    return new Metrics(
        settings.name(),
        partition,
        window.startMs(),
        window.endMs(),
        closed,
        window.points(),
        window.labelled(),
        new Metrics.Scores(report.scores(window), report.faded(), report.total()),
        window.late(),
        window.early(),
        report.steps(window),
        report.step(),
        report.refused(window),
        new Metrics.Totals(
            counts.points(),
            report.labelled(),
            counts.late(),
            counts.early(),
            report.refused(),
            counts.missed()));
  }

  private Parameters parameters(LearnerReport report) {
    return new Parameters(
        settings.name(),
        partition,
        settings.kind(),
        topology.fold().features(),
        report.classes(),
        report.positive(),
        report.step(),
        LearnerList.toJson(settings),
        report.digest(),
        report.parameters());
  }

  private void send(long timestamp, String sink, Object value) {
    context.forward(new Record<>(outputKey, value, timestamp, new RecordHeaders()), sink);
  }
}
