package io.gyre.crash;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A learner that is killed again and again gives what one gives that never was. */
@Tag("alone")
class KillIT {

  @TempDir Path folder;

  @Test
  void shouldGiveWhatAnUndisturbedRunGivesWhenKilledAtRandomMoments() throws Exception {
    kill(5);
  }

  @Test
  @Tag("long-running")
  void shouldDoSoAfterTenKills() throws Exception {
    kill(10);
  }

  private void kill(int kills) throws Exception {
    long seed = KillScene.seed();
    KillScene scene =
        new KillScene(4, kills, 200_000, 3_000, PointStream.spirals(seed), "--per-partition");

    KillScene.Recovery recovery = scene.killAndCompare(folder, seed);

    Silence.requireMedianLike(recovery.start(), recovery.silences());
    Silence.requireMedianBelow(Duration.ofSeconds(5), recovery.silences());
    Silence.requireWorstBelow(Duration.ofSeconds(15), recovery.silences());
  }
}
