package io.gyre.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.broker.TestBroker;
import io.gyre.crash.Bed;
import io.gyre.crash.LateStream;
import io.gyre.fold.Fold;
import io.gyre.learning.memory.Memory;
import io.gyre.stream.processor.LogRecords;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.management.ObjectName;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance that keeps a copy of the state takes over the fold, and gives it back. */
class StandbyIT {

  private static final int RATE = 500;
  private static final int MORE = 300;

  /** On a slow machine it takes long until a fold is given back. */
  private static final int ROUNDS = 3;

  private static final int TRIES = 6;

  /** What is there once for each fold, and holds nearly all that it needs. */
  private static final List<String> OF_A_FOLD =
      List.of(
          Fold.class.getName(),
          Memory.class.getName(),
          LogRecords.class.getName(),
          "io.gyre.fold.waiting.WaitingRecords");

  /** However much is missing, as on a slow machine: else the fold is given back minutes later. */
  private static final Map<String, String> STANDBYS =
      Map.of("num.standby.replicas", "1", "acceptable.recovery.lag", "1000000000");

  @TempDir static Path folder;

  private Bed bed;
  private final Map<String, LearnerApplication> instances = new TreeMap<>();

  /**
   * Kafka Streams gives a task to the instance that is the first by an id of its own, once its copy
   * is nearly up to date. So one of two gets it back whenever it returns.
   */
  @Test
  void shouldHoldNoModelOnceItIsAStandbyAgain() throws Exception {
    Map<String, Long> before = live();
    try (Bed made = Bed.make(TestBroker.bootstrapServers(), "standby", folder, 1);
        LateStream stream = made.lateStream(4)) {
      bed = made;
      AtomicBoolean sending = new AtomicBoolean(true);
      Thread points = stream.sendInBackground(RATE, sending::get);
      start("a");
      awaitActive("a");
      start("b");
      String first = awaitBoth();
      String second = first.equals("a") ? "b" : "a";
      awaitOneFoldSince(before);

      boolean givenBack =
          IntStream.range(0, ROUNDS)
              .anyMatch(round -> letTakeOver(first, second) || letTakeOver(second, first));

      assertThat(givenBack).as("whether one has given the fold back").isTrue();
      awaitOneFoldSince(before);
      sending.set(false);
      points.join();
      bed.finish(stream, instances.get("a"));
      bed.requireAsLoop(Bed.late(Bed.LEARNERS));
      stopAll();
    }
    await("no fold").until(() -> foldsSince(before) == 0);
  }

  @AfterEach
  void stopAll() {
    instances.values().forEach(LearnerApplication::close);
    instances.clear();
  }

  /** Stops one, lets the other have the fold for a while, and tells whether it gives it back. */
  private boolean letTakeOver(String one, String other) {
    instances.remove(one).close();
    awaitActive(other);
    start(one);
    // It is a standby first, until the other has let go.
    return IntStream.range(0, TRIES).anyMatch(next -> awaitBoth().equals(one));
  }

  /** Waits until one has the fold, and the other a standby; returns the former. */
  private String awaitBoth() {
    await("a fold and a standby")
        .until(() -> holds("a", true) ? holds("b", false) : holds("b", true) && holds("a", false));
    awaitMore();
    return holds("a", true) ? "a" : "b";
  }

  private void start(String state) {
    instances.put(state, LearnerApplication.start(bed.lateSettings(state, Bed.LEARNERS, STANDBYS)));
  }

  private void awaitActive(String state) {
    await("the fold").until(() -> holds(state, true));
    awaitMore();
  }

  private void awaitMore() {
    long before = bed.outputs().answers().count();
    bed.awaitAnswers(instances.values().iterator().next(), before + MORE * Bed.LEARNERS.size());
  }

  /** Tells whether an instance has the task of the fold, or a standby of it. */
  private boolean holds(String state, boolean active) {
    instances.get(state).throwFailure();
    Set<ThreadMetadata> threads = instances.get(state).run().streams().metadataForLocalThreads();
    return threads.stream()
        .flatMap(thread -> (active ? thread.activeTasks() : thread.standbyTasks()).stream())
        .map(TaskMetadata::taskId)
        .anyMatch(task -> task.subtopology() == 0);
  }

  /** Waits, since a task may just be on its way from one to the other. */
  private static void awaitOneFoldSince(Map<String, Long> before) {
    await("one fold")
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              assertThat(live()).as("the types of what a fold has").containsOnlyKeys(OF_A_FOLD);
              assertThat(foldsSince(before)).isEqualTo(1);
            });
  }

  /** How many folds there are more than before, or parts of them. */
  private static long foldsSince(Map<String, Long> before) throws Exception {
    Map<String, Long> now = live();
    System.out.println("live: " + now);
    return OF_A_FOLD.stream()
        .mapToLong(type -> now.getOrDefault(type, 0L) - before.getOrDefault(type, 0L))
        .max()
        .orElseThrow();
  }

  /** How many objects of each type are reachable, by their name. */
  private static Map<String, Long> live() throws Exception {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[] {}},
                    new String[] {String[].class.getName()});
    // "  12:           1             88  io.gyre.fold.Fold"
    return histogram
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words.length >= 4 && OF_A_FOLD.contains(words[3]))
        .collect(Collectors.toMap(words -> words[3], words -> Long.parseLong(words[1])));
  }
}
