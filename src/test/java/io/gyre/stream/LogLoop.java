package io.gyre.stream;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.fold.FoldSettings;
import io.gyre.fold.LateLabelCounts;
import io.gyre.fold.LearnerView;
import io.gyre.fold.PartitionFold;
import io.gyre.fold.WaitingMap;
import io.gyre.scoring.Window;
import io.gyre.state.StateStorage;
import io.gyre.stream.LogIntake.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.api.Record;

/** What an application must have learned: the fold of its log in a plain loop. */
public final class LogLoop {

  /** What a closed window's metrics must say of one learner. */
  public record Closed(long start, long points, long labelled, long step) {}

  private final FoldSettings settings;
  private final PartitionFold fold;
  private final Map<String, String> digests = new TreeMap<>();
  private final Map<String, List<Closed>> windows = new TreeMap<>();
  private final List<Coordinates> refused = new ArrayList<>();

  public LogLoop(FoldSettings settings) {
    this.settings = settings;
    fold = new PartitionFold(settings, "a loop");
    if (settings.lateLabels() != null) {
      fold.waitIn(new WaitingMap());
    }
    fold.load(StateStorage.NOTHING);
  }

  /** Learns records of points as they are. */
  LogLoop direct(List<ConsumerRecord<byte[], byte[]>> points, String topicId) {
    fold.position().bind(topicId);
    run(new LogIntake(settings, fold, false), points);
    return this;
  }

  /** Goes on with the records of a journal. */
  public LogLoop journal(List<ConsumerRecord<byte[], byte[]>> records, String journalId) {
    if (fold.position().next() > 0) {
      fold.moveBehindJournal(journalId);
    }
    run(new LogIntake(settings, fold, true), records);
    return this;
  }

  /** As published last, by learner and partition: {@link io.gyre.crash.Outputs#digests}. */
  public Map<String, String> digests() {
    return digests;
  }

  /** The closed windows, by learner and partition: {@link io.gyre.crash.Outputs#closedWindows}. */
  public Map<String, List<Closed>> windows() {
    return windows;
  }

  /** Where the records lay that must be dead letters, in the order of the log. */
  public List<Coordinates> refused() {
    return refused;
  }

  /** What became of late labels; null if none may be. */
  public LateLabelCounts labels() {
    return fold.labels();
  }

  private void run(LogIntake intake, List<ConsumerRecord<byte[], byte[]>> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Located located =
          intake.locate(
              new Record<>(record.key(), record.value(), record.timestamp(), record.headers()),
              new Coordinates(record.topic(), record.partition(), record.offset()));
      if (located != null) {
        apply(intake, located);
      }
      fold.position().moveTo(record.offset() + 1);
    }
  }

  private void apply(LogIntake intake, Located located) {
    long timestamp = located.record().timestamp();
    try {
      if (located.isEnd()) {
        fold.end(this::note);
        return;
      }
      Point read = located.isLabel() ? intake.readLabel(located) : intake.read(located);
      if (read != null && located.isLabel()) {
        fold.label(read.id(), read.label(), timestamp);
      } else if (read != null) {
        fold.apply(read, fold.timeOf(read, timestamp), this::note);
      }
    } catch (InvalidPointException e) {
      refused.add(Coordinates.of(located.source()));
    }
  }

  private void note(Window closed) {
    for (int i = 0; i < settings.learners().size(); i++) {
      LearnerView view = fold.report(i);
      String key = settings.learners().get(i).name() + "/0";
      digests.put(key, view.step() + " " + view.digest());
      windows
          .computeIfAbsent(key, learner -> new ArrayList<>())
          .add(new Closed(closed.startMs(), closed.points(), closed.labelled(), view.step()));
    }
  }
}
