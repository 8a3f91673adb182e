package io.gyre.crash;

import io.gyre.data.Alert;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.fold.ClosedWindow;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.Step;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.LearnerReport;
import io.gyre.stream.processor.LogRecords;
import io.gyre.stream.processor.LogRecords.Located;
import io.gyre.stream.processor.RecordCoordinates;
import io.gyre.topic.Metrics;
import io.gyre.topic.Prediction;
import io.gyre.topic.Predictions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * The plain loop over what lies on a topic, from its first record on: what an application must have
 * sent, whatever befell it. Not thread-safe.
 */
public final class TopicLoop {

  private FoldLoop loop;
  private final Answers answers = new Answers();
  private final Map<String, List<String>> windows = new TreeMap<>();
  private final Map<String, String> digests = new TreeMap<>();
  private final List<Alert> alerts = new ArrayList<>();
  private final List<RecordCoordinates> refused = new ArrayList<>();

  public TopicLoop(FoldSettings settings) {
    loop = FoldLoop.explaining(settings);
  }

  /** Learns records of points as they are. */
  public TopicLoop direct(List<ConsumerRecord<byte[], byte[]>> points, String topicId) {
    loop.apply(LogRecord.log(topicId));
    points.forEach(record -> add(record, false));
    return this;
  }

  /** Learns the records of a journal, or goes on with them. */
  public TopicLoop journal(List<ConsumerRecord<byte[], byte[]>> records, String journalId) {
    loop.apply(LogRecord.log(journalId));
    records.forEach(this::add);
    return this;
  }

  /** Goes on with a log, from its first record on or where it was left. */
  public void goOnWith(String topicId) {
    loop.apply(LogRecord.log(topicId));
  }

  /** The fold as it is now. */
  public Fold fold() {
    return loop.fold;
  }

  /** Goes on with other settings, as an instance does that is started with them. */
  public void changeTo(FoldSettings next) {
    loop = loop.restarted(next);
  }

  /** Returns what was learned by now. */
  public FoldLoop learned() {
    return loop.restarted();
  }

  /** Goes back to what was learned by then; what came out since stays. */
  public void backTo(FoldLoop then) {
    loop = then.restarted();
  }

  /** Returns what it learns with. */
  public FoldSettings settings() {
    return loop.settings();
  }

  /** Applies the next record of a journal. */
  public void add(ConsumerRecord<byte[], byte[]> next) {
    add(next, true);
  }

  /** Applies the next record of a journal, or of points as they are. */
  public void add(ConsumerRecord<byte[], byte[]> next, boolean journal) {
    Located located =
        new LogRecords(journal)
            .locate(
                new Record<>(next.key(), next.value(), next.timestamp(), next.headers()),
                new RecordCoordinates(next.topic(), next.partition(), next.offset()));
    Step step = loop.apply(located.log());
    step.closed().forEach(this::close);
    RecordMetadata at = located.source();
    step.alerts().forEach(each -> alerts.add(each.at(at.topic(), at.partition(), at.offset())));
    if (step.isRefused()) {
      refused.add(at(located.source()));
    }
    for (int learner = 0; step.isPoint() && learner < step.answer().learners.size(); learner++) {
      if (step.answer().has(learner)) {
        answers.add(prediction(learner, step, located.source()));
      }
    }
  }

  private static RecordCoordinates at(RecordMetadata place) {
    return new RecordCoordinates(place.topic(), place.partition(), place.offset());
  }

  private static Prediction prediction(int learner, Step step, RecordMetadata source) {
    Answer answer = step.answer();
    if (answer.amounts() != null) {
      return Prediction.of(step.point(), answer, learner, source.partition(), source.offset());
    }
    double positive = answer.positiveProbability(learner);
    Prediction said =
        Predictions.of(
            step.point().id(),
            answer.learners.get(learner),
            answer.prediction(learner),
            positive,
            answer.named(learner, Prediction.MOST_CLASSES).positive(),
            answer.named(learner, Prediction.MOST_CLASSES).probabilities(),
            step.point().label(),
            answer.step(learner),
            source.partition(),
            source.offset());
    return answer.decision(learner) == null
        ? said
        : Predictions.withDecision(said, answer.decision(learner).text());
  }

  private void close(ClosedWindow closed) {
    for (LearnerReport learner : closed.learners()) {
      String key = learner.settings().name() + "/0";
      if (learner.learned() != null) {
        digests.put(key, learner.step() + " " + learner.learned().digest());
      }
      windows
          .computeIfAbsent(key, absent -> new ArrayList<>())
          .add(
              "%d: %d points, %d labelled, %d late, step %d, cost %s, mae %s"
                  .formatted(
                      closed.window().startMs,
                      closed.window().points(),
                      closed.window().labelled(),
                      closed.window().late(),
                      learner.step(),
                      learner.window().get("cost"),
                      learner.window().get("mae")));
    }
  }

  /** A window that was sent as it is written here. */
  public static String text(Metrics window) {
    return "%d: %d points, %d labelled, %d late, step %d, cost %s, mae %s"
        .formatted(
            window.windowStart(),
            window.points(),
            window.labelled(),
            window.late(),
            window.step(),
            window.score("cost"),
            window.score("mae"));
  }

  public Answers answers() {
    return answers;
  }

  /** All alerts: {@link Outputs#alerts}. */
  public List<Alert> alerts() {
    return alerts;
  }

  /** The closed windows of each learner, in their order. */
  public Map<String, List<String>> windows() {
    return windows;
  }

  /** Step and digest when the last window closed, by learner: {@link Outputs#digests}. */
  public Map<String, String> digests() {
    return digests;
  }

  /** Where the records lay that must be dead letters, in the order of the log. */
  public List<RecordCoordinates> refused() {
    return refused;
  }

  /** What became of late labels; null if they come with their points. */
  public LateLabelCounts labels() {
    return loop.counts();
  }
}
