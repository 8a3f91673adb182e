package io.gyre.stream.processor;

import io.gyre.data.Point;
import io.gyre.fold.ClosedWindow;
import io.gyre.fold.FoldReport;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.state.LearnedParameters;
import io.gyre.fold.state.LearnerReport;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.time.Window;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import io.gyre.topic.Prediction;
import io.gyre.topic.SchemaHeaders;
import io.gyre.topic.Topic;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the output of one learner of a partition: its prediction of each point, its figures when a
 * window closes, its parameters. Has no state.
 */
final class OutputForwarder {

  private static final Logger LOG = LoggerFactory.getLogger(OutputForwarder.class);

  private final LearnerSettings settings;
  private final int place;

  /** Of N predictions of labelled points one is published; 0 to publish none. */
  private final int every;

  private final boolean answers;
  private final FoldReport fold;
  private final ProcessorContext<byte[], Object> context;
  private final int partition;
  private final byte[] key;

  /** The time since which this process works on the partition, for observers. */
  private final Headers started;

  OutputForwarder(
      TopologySettings topology,
      int place,
      FoldReport fold,
      ProcessorContext<byte[], Object> context) {
    this.place = place;
    this.fold = fold;
    this.context = context;
    List<LearnerSettings> all = topology.fold().learners();
    settings = all.get(place);
    every = topology.published().every(settings.name());
    answers = topology.published().answering(all).contains(settings.name());
    partition = context.taskId().partition();
    key = new LearnerKey(topology.application(), settings.name(), partition).toBytes();
    started = Metrics.headers(context.currentSystemTimeMs());
  }

  /** Sends the prediction of a point, if it shall be published. */
  void answer(Point point, Answer said, Record<byte[], byte[]> record, RecordMetadata source) {
    boolean published = point.labelled() ? every > 0 && source.offset() % every == 0 : answers;
    if (!published || !said.has(place)) {
      return;
    }
    Prediction prediction = Prediction.of(point, said, place, source.partition(), source.offset());
    Headers headers = SchemaHeaders.without(record.headers());
    context.forward(record.withValue(prediction).withHeaders(headers), Topic.PREDICTIONS.name());
  }

  /** Sends the figures of a window that has closed, and the parameters. */
  void tell(ClosedWindow closed, long timestamp) {
    closed.learners().stream()
        .filter(report -> report.settings().equals(settings))
        .forEach(report -> tell(closed, report, timestamp));
  }

  private void tell(ClosedWindow closed, LearnerReport report, long timestamp) {
    Window window = closed.window();
    sendMetrics(timestamp, Metrics.of(partition, window, true, report, closed.counts()));
    if (report.learned() != null) {
      publish(report.step(), report.learned(), timestamp);
    }
    if (report.windowRefused() > 0) {
      LOG.warn(
          "learner \"{}\" on partition {} refused {} steps in the window from {}: they would have made a parameter non-finite. Its learning rate may be too large",
          settings.name(),
          partition,
          report.windowRefused(),
          window.startMs);
    }
  }

  /** Sends a preview of the next report, if this learner answers or all are wanted. */
  void preview(Window sofar, boolean ofAll) {
    if ((answers || ofAll) && fold.answers(place)) {
      LearnerReport report = fold.preview(place);
      sendMetrics(sofar.startMs, Metrics.of(partition, sofar, false, report, fold.counts()));
    }
  }

  private void sendMetrics(long timestamp, Metrics metrics) {
    context.forward(new Record<>(key, metrics, timestamp, started), Topic.METRICS.name());
  }

  void publish(long timestamp) {
    publish(fold.step(place), fold.learned(place, LearnedParameters.PUBLISHED), timestamp);
  }

  private void publish(long step, LearnedParameters learned, long timestamp) {
    Parameters parameters = Parameters.of(settings, partition, step, learned);
    context.forward(new Record<>(key, parameters, timestamp), Topic.PARAMETERS.name());
  }
}
