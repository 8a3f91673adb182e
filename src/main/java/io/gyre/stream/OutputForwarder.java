package io.gyre.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.data.Point;
import io.gyre.fold.ClassProbabilities;
import io.gyre.fold.LateLabelCounts;
import io.gyre.fold.LearnerView;
import io.gyre.fold.PartitionFold;
import io.gyre.fold.PointCounts;
import io.gyre.learning.FieldTrials;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.LearnersJson;
import io.gyre.scoring.Window;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import io.gyre.topic.Prediction;
import io.gyre.topic.Question;
import io.gyre.topic.StartedHeader;
import io.gyre.topic.Topic;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what one learner of a partition has to tell: its prediction of each point, its figures when
 * a window closes, its parameters. All of it is asked of the partition's fold; nothing is kept.
 */
final class OutputForwarder {

  private static final Logger LOG = LoggerFactory.getLogger(OutputForwarder.class);

  private final TopologySettings topology;
  private final LearnerSettings settings;

  /** Its place on the list. */
  private final int place;

  /** Of the predictions of labelled points one in so many is published; 0: none. */
  private final int every;

  /** Whether it answers points without a label, and questions. */
  private final boolean answers;

  /** What it may read to say why: those that answer a question share what that may cost. */
  private final long mostNumbers;

  private final PartitionFold fold;
  private final ProcessorContext<byte[], Object> context;
  private final int partition;
  private final byte[] key;
  private final ObjectNode settingsJson;

  /** When this process began to work on the partition, for whoever looks on. */
  private final RecordHeaders started;

  /**
   * @param place of the learner on the list
   */
  OutputForwarder(
      TopologySettings topology,
      int place,
      PartitionFold fold,
      ProcessorContext<byte[], Object> context) {
    this.topology = topology;
    this.place = place;
    this.fold = fold;
    this.context = context;
    settings = topology.fold().learners().get(place);
    every = topology.published().every(settings.name());
    answers = topology.published().answers(settings.name(), topology.fold().learners());
    mostNumbers = FieldTrials.MOST_NUMBERS / Math.max(1, answering(topology));
    partition = context.taskId().partition();
    key = new LearnerKey(topology.application(), settings.name(), partition).toBytes();
    settingsJson = LearnersJson.toJson(settings);
    started = StartedHeader.of(context.currentSystemTimeMs());
  }

  private static long answering(TopologySettings topology) {
    List<LearnerSettings> all = topology.fold().learners();
    return all.stream().filter(each -> topology.published().answers(each.name(), all)).count();
  }

  /** Sends the prediction of the present point if it is to be published. */
  void answer(Point point, Record<byte[], byte[]> record, RecordMetadata source) {
    boolean published = point.labelled() ? every > 0 && source.offset() % every == 0 : answers;
    if (published) {
      context.forward(record.withValue(prediction(point, source)), Topic.PREDICTIONS.name());
    }
  }

  /** Sends the prediction of a point that was just asked, and if wanted what speaks for it. */
  void answer(
      Question question, Point point, Record<byte[], byte[]> record, RecordMetadata source) {
    if (!answers) {
      return;
    }
    Prediction prediction = prediction(point, source);
    context.forward(
        record.withValue(
            question.why()
                ? NamedContributions.in(prediction, fold.why(place, point, mostNumbers))
                : prediction),
        Topic.PREDICTIONS.name());
  }

  private Prediction prediction(Point point, RecordMetadata source) {
    ClassProbabilities answer = fold.answer(place);
    double positive = answer.positiveProbability();
    return new Prediction(
        point.id(),
        settings.name(),
        answer.prediction(),
        positive,
        answer.positive(),
        Double.isNaN(positive) ? answer.largest(Prediction.MOST_CLASSES) : null,
        point.label(),
        answer.step(),
        source.partition(),
        source.offset(),
        null,
        null);
  }

  /**
   * Sends the figures of a window.
   *
   * @param closed whether they are final; the parameters are sent then too
   */
  void tell(Window window, boolean closed, long timestamp) {
    LearnerView report = fold.report(place);
    send(timestamp, Topic.METRICS, metrics(window, closed, report), started);
    if (!closed) {
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
    publish(timestamp);
  }

  /** Sends the parameters, as they stand. */
  void publish(long timestamp) {
    send(timestamp, Topic.PARAMETERS, parameters(fold.report(place)), new RecordHeaders());
  }

  private Metrics metrics(Window window, boolean closed, LearnerView report) {
    PointCounts counts = report.counts();
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
            counts.missed()),
        report.memberWeights(),
        labels(fold.labels()));
  }

  private static Metrics.LateLabels labels(LateLabelCounts counts) {
    return counts == null
        ? null
        : new Metrics.LateLabels(
            counts.waiting(),
            counts.waitingLabels(),
            counts.waitingBytes(),
            counts.matched(),
            counts.before(),
            counts.repeated(),
            counts.corrections(),
            counts.sameId(),
            counts.expired(),
            counts.evicted(),
            counts.unmatched(),
            counts.delayP50(),
            counts.delayP99(),
            counts.waitingDigest());
  }

  private Parameters parameters(LearnerView report) {
    return new Parameters(
        settings.name(),
        partition,
        settings.kind(),
        report.columns().size(),
        report.columns(),
        report.classes(),
        report.positive(),
        report.step(),
        settingsJson,
        report.digest(),
        report.parameters());
  }

  private <V> void send(long timestamp, Topic<V> topic, V value, Headers headers) {
    context.forward(new Record<>(key, value, timestamp, headers), topic.name());
  }
}
