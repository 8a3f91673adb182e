package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.LongRunning;
import io.gyre.broker.TestBroker;
import io.gyre.stream.LearnerApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Whatever happens to offsets, topics and folders: learners go on as if nothing had been, or one
 * message says what to do. In no case do they learn a point twice, or start over unasked.
 */
@Execution(ExecutionMode.CONCURRENT)
class NeverRelearnIT {

  private static final int POINTS = 1_000;
  private static final int LEARNERS = Bed.LEARNERS.size();

  @TempDir static Path folder;

  /** A bed whose learners have learned the first points and are stopped. */
  private static Bed learned(String application) {
    Bed bed = Bed.make(TestBroker.bootstrapServers(), application, folder, 1);
    bed.stream.send(POINTS, 0);
    bed.learn(POINTS * LEARNERS);
    return bed;
  }

  @Test
  void shouldEndWithOneMessageWhenTheTopicIsDeletedWhileRunning() throws Exception {
    try (Bed bed = learned("deleted-while-running");
        // An instance looks every 30 s whether the topic has changed; this one every second.
        LearnerApplication running =
            LearnerApplication.start(
                bed.settings(bed.state, Bed.LEARNERS, bed.lookingEvery(1_000)))) {
      bed.stream.send(10, 0);
      bed.awaitAnswers(running, (POINTS + 10) * LEARNERS);

      bed.admin.deleteTopics(List.of(bed.names.points())).all().get();

      assertThatThrownBy(running::await)
          .isInstanceOf(GyreException.class)
          .hasMessageContaining("deleted-while-running.points is not there");
    }
  }

  @Test
  @LongRunning
  void shouldRestoreStoresThatAreDamaged() throws Exception {
    try (Bed bed = learned("damaged")) {
      int damaged = 0;
      for (Path file : files(bed.state.resolve("streams"))) {
        if (file.toString().contains("rocksdb")) {
          Files.writeString(file, "garbage");
          damaged++;
        }
      }
      assertThat(damaged).isGreaterThan(LEARNERS * 3);

      bed.stream.send(POINTS, 0);
      bed.stream.closeWindows();
      bed.learn((2 * POINTS + 1) * LEARNERS);
      assertThat(bed.outputs().answers().faults(Map.of(0, 2L * POINTS + 1), LEARNERS)).isEmpty();
      bed.requireDigestsOfLoop();
    }
  }

  private static List<Path> files(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
