package io.gyre.stream.processor;

import io.gyre.data.Point;
import io.gyre.fold.ClosedWindow;
import io.gyre.fold.FoldReport;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.state.LearnedParameters;
import io.gyre.fold.state.LearnerReport;
import io.gyre.learning.Contributions;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.time.Window;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import io.gyre.topic.Prediction;
import io.gyre.topic.StartedHeader;
import io.gyre.topic.Topic;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what one learner of a partition has to tell: its prediction of each point, its figures when
 * a window closes, its parameters. Nothing is kept.
 */
final class OutputForwarder {

  private static final Logger LOG = LoggerFactory.getLogger(OutputForwarder.class);

  private final TopologySettings topology;
  private final LearnerSettings settings;

  private final int place;

  /** Of the predictions of labelled points one in so many is published; 0: none. */
  private final int every;

  private final boolean answers;

  private final FoldReport fold;
  private final ProcessorContext<byte[], Object> context;
  private final int partition;
  private final byte[] key;

  /** When this process began to work on the partition, for whoever looks on. */
  private final RecordHeaders started;

  OutputForwarder(
      TopologySettings topology,
      int place,
      FoldReport fold,
      ProcessorContext<byte[], Object> context) {
    this.topology = topology;
    this.place = place;
    this.fold = fold;
    this.context = context;
    settings = topology.fold().learners().get(place);
    every = topology.published().every(settings.name());
    answers = topology.published().answers(settings.name(), topology.fold().learners());
    partition = context.taskId().partition();
    key = new LearnerKey(topology.application(), settings.name(), partition).toBytes();
    started = StartedHeader.of(context.currentSystemTimeMs());
  }

  /** Sends the prediction of a point that has come, if it is to be published. */
  void answer(Point point, Answer said, Record<byte[], byte[]> record, RecordMetadata source) {
    boolean published = point.labelled() ? every > 0 && source.offset() % every == 0 : answers;
    if (published) {
      send(prediction(point, said, source), record);
    }
  }

  /** Sends the prediction of a point that was only asked about, with why if that was asked. */
  void reply(Point point, Answer said, Record<byte[], byte[]> record, RecordMetadata source) {
    if (answers) {
      Contributions why = said.why(place);
      Prediction prediction = prediction(point, said, source);
      send(
          why == null
              ? prediction
              : prediction.withWhy(
                  why.named(Prediction.OTHERS, Prediction.BIAS),
                  why.untried() == 0 ? null : why.untried()),
          record);
    }
  }

  private void send(Prediction prediction, Record<byte[], byte[]> record) {
    context.forward(record.withValue(prediction), Topic.PREDICTIONS.name());
  }

  private Prediction prediction(Point point, Answer said, RecordMetadata source) {
    double positive = said.positiveProbability(place);
    return new Prediction(
        point.id(),
        settings.name(),
        said.prediction(place),
        positive,
        said.positiveName(),
        Double.isNaN(positive) ? said.largest(place, Prediction.MOST_CLASSES) : null,
        point.label(),
        said.step(place),
        source.partition(),
        source.offset(),
        null,
        null);
  }

  /** Sends the figures of a window that has closed, and the parameters. */
  void tell(ClosedWindow closed, long timestamp) {
    LearnerReport report = closed.learners().get(place);
    Window window = closed.window();
    send(
        timestamp,
        Topic.METRICS,
        LearnerRecords.metrics(partition, window, true, report, closed.labels()),
        started);
    if (report.learned() != null) {
      publish(report.step(), report.learned(), timestamp);
    }
    if (report.windowRefused() > 0) {
      LOG.warn(
          "learner \"{}\" on partition {} refused {} steps in the window from {}: they would have made a parameter non-finite. Its learning rate may be too large",
          settings.name(),
          partition,
          report.windowRefused(),
          window.startMs());
    }
  }

  /** Sends what the next report will hold, if this learner answers or all are asked for. */
  void preview(Window sofar, boolean ofAll) {
    if (answers || ofAll) {
      LearnerReport report = fold.preview(place);
      Metrics metrics = LearnerRecords.metrics(partition, sofar, false, report, fold.lateLabels());
      send(sofar.startMs(), Topic.METRICS, metrics, started);
    }
  }

  void publish(long timestamp) {
    publish(fold.step(place), fold.learned(place), timestamp);
  }

  private void publish(long step, LearnedParameters learned, long timestamp) {
    Parameters parameters = LearnerRecords.parameters(settings, partition, step, learned);
    send(timestamp, Topic.PARAMETERS, parameters, new RecordHeaders());
  }

  private <V> void send(long timestamp, Topic<V> topic, V value, Headers headers) {
    context.forward(new Record<>(key, value, timestamp, headers), topic.name());
  }
}
