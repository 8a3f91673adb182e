package io.gyre.crash;

import io.gyre.LongRunning;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A learner that is killed again and again gives what one gives that never was. */
@Tag("processes")
class KillIT {

  @TempDir Path folder;

  /** What the encoder knows, the classes and the columns grow between the kills. */
  @Test
  void shouldGiveWhatAnUndisturbedRunGivesOnRecordsOfAnyShape() throws Exception {
    long seed = KillScene.seed();
    Path small =
        Files.writeString(
            folder.resolve("small.json"),
            """
            [{"name": "logistic", "kind": "logistic", "optimiser": "adagrad", "learningRate": 0.3, "batch": 1},
             {"name": "network", "kind": "network", "hidden": 4, "learningRate": 0.2, "batch": 3},
             {"name": "replay", "kind": "network", "hidden": 4, "optimiser": "adam", "learningRate": 0.01, "batch": 1, "replay": 3},
             {"name": "nearest", "kind": "neighbours", "k": 3, "memory": 300},
             {"name": "label-chain", "kind": "label-chain"},
             {"name": "prior", "kind": "prior"},
             {"name": "blend", "kind": "blend"}]
            """);
    String[] arguments = {
      "--per-partition",
      "--learners=" + small,
      "--label=outcome",
      "--id=key",
      "--key=weight,place+details.express",
      "--max-keys=40",
      "--predictions=all"
    };
    kill(new KillScene(7, 3, 10_000, 600, new MixedRecords(seed), arguments), seed);
  }

  @Test
  @LongRunning
  void shouldDoSoOnSpiralsAfterTenKills() throws Exception {
    long seed = KillScene.seed();
    kill(new KillScene(4, 10, 200_000, 3_000, PointStream.spirals(seed), "--per-partition"), seed);
  }

  private void kill(KillScene scene, long seed) throws Exception {
    KillScene.Recovery recovery = scene.killAndCompare(folder, seed);

    Silence.requireMedianLike(recovery.start(), recovery.silences());
    Silence.requireMedianBelow(Duration.ofSeconds(5), recovery.silences());
    Silence.requireWorstBelow(Duration.ofSeconds(15), recovery.silences());
  }
}
