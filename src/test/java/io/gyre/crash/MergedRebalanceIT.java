package io.gyre.crash;

import io.gyre.LongRunning;
import io.gyre.crash.MergedScene.Event;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twelve partitions train one model, while instances come and go and the broker is away. */
@Tag("processes")
class MergedRebalanceIT {

  @TempDir Path folder;

  @Test
  @LongRunning
  void shouldGiveWhatAFoldOfTheJournalGives() throws Exception {
    long seed = KillScene.seed();
    List<Event> events =
        List.of(
            Event.JOIN,
            Event.LEAVE_FOLD,
            Event.JOIN,
            Event.LEAVE_MERGE,
            Event.STOP_BROKER,
            Event.LEAVE_FOLD,
            Event.JOIN);
    try (MergedScene scene = new MergedScene(folder, null, 1, 60_000, seed)) {
      scene.play(events, 60_000, 1_500);
    }
  }
}
