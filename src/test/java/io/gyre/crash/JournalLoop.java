package io.gyre.crash;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.fold.ClassProbabilities;
import io.gyre.fold.FoldSettings;
import io.gyre.fold.LateLabelCounts;
import io.gyre.fold.LearnerView;
import io.gyre.fold.PartitionFold;
import io.gyre.fold.WaitingMap;
import io.gyre.scoring.Window;
import io.gyre.state.MapEntries;
import io.gyre.state.StateStorage;
import io.gyre.stream.Coordinates;
import io.gyre.stream.LogIntake;
import io.gyre.stream.LogIntake.Located;
import io.gyre.topic.Metrics;
import io.gyre.topic.Prediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * The fold of a journal in a plain loop, from its first record on: what an application must have
 * sent, whatever befell it. Not thread-safe.
 */
public final class JournalLoop {

  private final WaitingMap waiting = new WaitingMap();
  private final StateStorage state = new MapEntries(new TreeMap<>());
  private FoldSettings settings;
  private PartitionFold fold;
  private LogIntake intake;
  private final Answers answers = new Answers();
  private final Map<String, List<String>> windows = new TreeMap<>();
  private long deadLetters;

  public JournalLoop(FoldSettings settings) {
    begin(settings);
  }

  private void begin(FoldSettings next) {
    settings = next;
    fold = new PartitionFold(settings, "the journal");
    if (settings.lateLabels() != null) {
      fold.waitIn(waiting);
    }
    fold.load(state);
    intake = new LogIntake(settings, fold, true);
  }

  /** Goes on with other settings, as an instance does that is started with them. */
  void changeTo(FoldSettings next) {
    fold.save(state);
    begin(next);
  }

  /** Applies the next record. */
  public void add(ConsumerRecord<byte[], byte[]> next) {
    Located located =
        intake.locate(
            new Record<>(next.key(), next.value(), next.timestamp(), next.headers()),
            new Coordinates(next.topic(), next.partition(), next.offset()));
    if (located != null) {
      add(located);
    }
    fold.position().moveTo(next.offset() + 1);
  }

  private void add(Located located) {
    try {
      if (located.isEnd()) {
        fold.end(this::close);
      } else if (located.isLabel()) {
        Point label = intake.readLabel(located);
        fold.label(label.id(), label.label(), located.record().timestamp());
      } else {
        apply(intake.read(located), located.record().timestamp(), located.source());
      }
    } catch (InvalidPointException e) {
      deadLetters++;
    }
  }

  private void apply(Point point, long timestamp, RecordMetadata source) {
    if (fold.apply(point, fold.timeOf(point, timestamp), this::close)) {
      for (int learner = 0; learner < settings.learners().size(); learner++) {
        answers.add(prediction(learner, point, source));
      }
    }
  }

  private Prediction prediction(int learner, Point point, RecordMetadata source) {
    ClassProbabilities answer = fold.answer(learner);
    double positive = answer.positiveProbability();
    return new Prediction(
        point.id(),
        name(learner),
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

  private String name(int learner) {
    return settings.learners().get(learner).name();
  }

  private void close(Window window) {
    for (int learner = 0; learner < settings.learners().size(); learner++) {
      LearnerView view = fold.report(learner);
      windows
          .computeIfAbsent(name(learner) + "/0", key -> new ArrayList<>())
          .add(
              "%d: %d points, %d labelled, %d late, step %d, cost %s"
                  .formatted(
                      window.startMs(),
                      window.points(),
                      window.labelled(),
                      window.late(),
                      view.step(),
                      view.scores(window).get("cost")));
    }
  }

  /** A window that was sent as it is written here. */
  static String text(Metrics window) {
    return "%d: %d points, %d labelled, %d late, step %d, cost %s"
        .formatted(
            window.windowStart(),
            window.points(),
            window.labelled(),
            window.late(),
            window.step(),
            window.cost());
  }

  public Answers answers() {
    return answers;
  }

  /** The closed windows of each learner, in their order. */
  Map<String, List<String>> windows() {
    return windows;
  }

  /** Step and digest by learner, as {@link Outputs#digests} has them. */
  public Map<String, String> digests() {
    Map<String, String> digests = new TreeMap<>();
    for (int learner = 0; learner < settings.learners().size(); learner++) {
      LearnerView view = fold.report(learner);
      digests.put(name(learner) + "/0", view.step() + " " + view.digest());
    }
    return digests;
  }

  long deadLetters() {
    return deadLetters;
  }

  /** All that is kept of points and labels that wait, in the order of the keys. */
  public SortedMap<Bytes, byte[]> waiting() {
    byte[] last = {(byte) 0xff};
    SortedMap<Bytes, byte[]> entries = new TreeMap<>();
    for (byte[] key = waiting.firstKey(new byte[0], last);
        key != null;
        key = waiting.firstKey(Arrays.copyOf(key, key.length + 1), last)) {
      entries.put(Bytes.wrap(key), waiting.get(key));
    }
    return entries;
  }

  /** What became of late labels; null if they come with their points. */
  public LateLabelCounts labels() {
    return fold.labels();
  }
}
