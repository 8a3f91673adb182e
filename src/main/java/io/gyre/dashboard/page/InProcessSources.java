package io.gyre.dashboard.page;

import io.gyre.data.RecordSettings;
import io.gyre.fold.LiveModel;
import io.gyre.topic.LearnerPreview;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a page shows beside the topics: what only the process knows that serves it.
 *
 * @param name what is shown, for a person
 * @param records what the members of a point's record mean
 * @param knowsRecords whether that is what the learners take, and not only a guess
 * @param spirals the built-in producer, if there is one
 * @param model the learners, to be asked
 * @param figures how the learners stand; may wait for them
 * @param rows the file whose rows are sent, if there is one
 * @param uploads files that the page may send, if it may
 */
public record InProcessSources(
    String name,
    RecordSettings records,
    boolean knowsRecords,
    Optional<SpiralControls> spirals,
    LiveModel model,
    Supplier<List<LearnerPreview>> figures,
    Optional<Supplier<RowsSent>> rows,
    Optional<UploadControls> uploads) {

  /**
   * Of a process in which nothing is learned.
   *
   * @param model the learners, as they saved themselves last
   * @param figures how they stood then
   */
  public static InProcessSources onlooker(
      String application, LiveModel model, Supplier<List<LearnerPreview>> figures) {
    return new InProcessSources(
        application,
        RecordSettings.standard(),
        false,
        Optional.empty(),
        model,
        figures,
        Optional.empty(),
        Optional.empty());
  }
}
