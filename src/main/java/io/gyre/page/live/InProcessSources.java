package io.gyre.page.live;

import io.gyre.fold.LiveFolds;
import io.gyre.format.RecordSettings;
import io.gyre.format.ValueFormat;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The sources of a page in the process that serves it, beside the topics.
 *
 * @param records how the records of points are read
 * @param knowsRecords whether the learners read them like this; else it is a guess
 * @param spirals the built-in producer, if there is one
 * @param rows the file whose rows are sent, if there is one
 * @param uploads takes files from the page, if it may send any
 */
public record InProcessSources(
    String name,
    RecordSettings records,
    boolean knowsRecords,
    Optional<SpiralControls> spirals,
    LiveFolds model,
    Optional<Supplier<RunFacts.RowsSent>> rows,
    Optional<UploadControls> uploads) {

  public Optional<LiveFolds.LearnedStream> learnedStream() {
    return model.learnedStream(0);
  }

  /** Returns the field that is the label; null if that is not known. */
  public String label() {
    return learnedStream()
        .map(found -> found.records().label())
        .orElse(knowsRecords ? records.label() : null);
  }

  /** Makes those of a process in which nothing is learned: its learners are copies. */
  public static InProcessSources onlooker(String application, LiveFolds model) {
    return new InProcessSources(
        application,
        RecordSettings.standard().withFormat(ValueFormat.AUTO),
        false,
        Optional.empty(),
        model,
        Optional.empty(),
        Optional.empty());
  }
}
