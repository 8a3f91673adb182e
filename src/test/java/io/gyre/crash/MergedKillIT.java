package io.gyre.crash;

import io.gyre.LongRunning;
import io.gyre.crash.MergedScene.Event;
import io.gyre.data.Label;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.waiting.LateLabels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twelve partitions and labels that come much later train one model, while instances and the broker
 * are killed: neither a point nor a label is lost or counted twice.
 */
@Tag("processes")
class MergedKillIT {

  @TempDir Path folder;

  @Test
  void shouldGiveWhatAFoldOfTheJournalGives() throws Exception {
    kill(FoldLoop.LATE, 12_000, 500, 5_000, 1, 1, 1);
  }

  /** Many labels come after their points were learned without one. */
  @Test
  void shouldGiveWhatAFoldOfTheJournalGivesWhereSilenceIsALabel() throws Exception {
    LateLabels silent = new LateLabels(2_000, 1_000_000, 1L << 30, Label.parse("class 0"), true);
    kill(silent, 12_000, 500, 5_000, 1, 1, 1);
  }

  @Test
  @LongRunning
  void shouldGiveWhatAFoldOfTheJournalGivesAfterManyKills() throws Exception {
    kill(FoldLoop.LATE, 206_000, 1_000, 100_000, 5, 5, 2);
  }

  /** Of about 100 places 97 are points. */
  private void kill(
      LateLabels late,
      int places,
      int perSecond,
      int latest,
      int ofTheFold,
      int ofOthers,
      int ofTheBroker)
      throws Exception {
    long seed = KillScene.seed();
    List<Event> events = new ArrayList<>();
    events.addAll(Collections.nCopies(ofTheFold, Event.KILL_FOLD));
    events.addAll(Collections.nCopies(ofOthers, Event.KILL_MERGE));
    events.addAll(Collections.nCopies(ofTheBroker, Event.KILL_BROKER));
    events = MergedScene.shuffled(seed, events);
    events.add(events.size() / 2, Event.JOIN);
    try (MergedScene scene = new MergedScene(folder, late, latest, places, seed)) {
      scene.play(events, places, perSecond);
    }
  }
}
