package io.gyre.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.broker.TestBroker;
import io.gyre.crash.Bed;
import io.gyre.crash.JournalLoop;
import io.gyre.crash.LateStream;
import io.gyre.fold.FoldSettings;
import io.gyre.fold.LateLabels;
import io.gyre.fold.PartitionFold;
import io.gyre.learning.Memory;
import io.gyre.topic.TopicNames;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance that keeps a copy of the state takes over the fold, and gives it back. */
@Tag("any-broker")
class StandbyIT {

  private static final String APPLICATION = "standby";
  private static final String LABELS = "standby.labels";
  private static final String JOURNAL = TopicNames.journalOf(APPLICATION);
  private static final int RATE = 500;
  private static final int MORE = 300;

  /** What is there once for each fold, and holds nearly all that it needs. */
  private static final List<String> OF_A_FOLD =
      List.of(
          PartitionFold.class.getName(),
          Memory.class.getName(),
          LogIntake.class.getName(),
          StoredWaiting.class.getName(),
          "io.gyre.fold.WaitingRecords");

  @TempDir static Path folder;

  private final Map<String, LearnerApplication> running = new TreeMap<>();
  private Bed bed;

  /**
   * Kafka Streams gives a task to the instance that is the first by an id of its own, once its copy
   * is nearly up to date. So one of two gets it back whenever it returns.
   */
  @Test
  void shouldHoldNoModelOnceItIsAStandbyAgain() throws Exception {
    Map<String, Long> before = live();
    try (Bed made = Bed.make(TestBroker.bootstrapServers(), APPLICATION, folder, 1);
        LateStream stream = new LateStream(made.servers, made.names.points(), 1, LABELS, 4)) {
      bed = made;
      NewTopic labels = new NewTopic(LABELS, LateStream.LABEL_PARTITIONS, (short) 1);
      bed.admin.createTopics(List.of(labels)).all().get();
      AtomicBoolean sending = new AtomicBoolean(true);
      Thread points = stream.sendInBackground(RATE, sending::get);
      start("a");
      awaitActive("a");
      start("b");
      awaitStandby("b");
      assertThat(foldsSince(before)).isEqualTo(1);

      String back = letTakeOver("a", "b") ? "b" : letTakeOver("b", "a") ? "a" : null;

      assertThat(back).as("which has given the fold back").isNotNull();
      assertThat(foldsSince(before)).isEqualTo(1);
      sending.set(false);
      points.join();
      stream.finish();
      awaitJournal(stream);
      stream.end();
      awaitJournal(stream);
      compare();
    } finally {
      running.values().forEach(LearnerApplication::close);
    }
    assertThat(foldsSince(before)).isZero();
  }

  /** Stops one, lets the other have the fold for a while, and tells whether it gives it back. */
  private boolean letTakeOver(String one, String other) {
    running.remove(one).close();
    awaitActive(other);
    start(one);
    await("a fold and a standby")
        .atMost(Bed.PATIENCE)
        .until(
            () ->
                holds(one, true) && holds(other, false) || holds(one, false) && holds(other, true));
    awaitMore();
    return holds(one, true);
  }

  private void start(String state) {
    running.put(state, LearnerApplication.start(settings(state)));
  }

  private ApplicationSettings settings(String state) {
    Map<String, String> client =
        Map.of(
            "bootstrap.servers", bed.servers,
            "num.standby.replicas", "1",
            // The others hear of one that joins with their next heartbeat.
            "heartbeat.interval.ms", "300");
    ApplicationSettings plain = bed.settings(folder.resolve(state), Bed.LEARNERS, client);
    return new ApplicationSettings(
        plain.application(),
        plain.topics(),
        new InputSettings(LABELS, false, InputSettings.JOURNAL_BYTES),
        fold(plain.fold()),
        plain.published(),
        plain.state(),
        plain.client());
  }

  private static FoldSettings fold(FoldSettings plain) {
    return plain.with(LateLabels.standard());
  }

  private void awaitActive(String state) {
    await("the fold").atMost(Bed.PATIENCE).until(() -> holds(state, true));
    awaitMore();
  }

  private void awaitStandby(String state) {
    await("a standby").atMost(Bed.PATIENCE).until(() -> holds(state, false));
  }

  private void awaitMore() {
    long before = bed.outputs().answers().count();
    bed.awaitAnswers(running.values().iterator().next(), before + MORE * Bed.LEARNERS.size());
  }

  /** Tells whether an instance has the task of the fold, or a standby of it. */
  private boolean holds(String state, boolean active) {
    running.get(state).throwFailure();
    Set<ThreadMetadata> threads = running.get(state).streams().metadataForLocalThreads();
    return threads.stream()
        .flatMap(thread -> (active ? thread.activeTasks() : thread.standbyTasks()).stream())
        .map(TaskMetadata::taskId)
        .anyMatch(task -> task.subtopology() == 0);
  }

  private void awaitJournal(LateStream stream) {
    long sent = stream.ends().values().stream().mapToLong(end -> end).sum();
    await("the end of the journal")
        .atMost(Bed.PATIENCE)
        .until(
            () -> {
              List<ConsumerRecord<byte[], byte[]>> journal = bed.outputs().read(JOURNAL);
              return journal.size() == sent
                  && bed.committed(JOURNAL) > journal.get(journal.size() - 1).offset();
            });
  }

  private void compare() {
    JournalLoop loop = new JournalLoop(fold(bed.settings().fold()));
    bed.outputs().read(JOURNAL).forEach(loop::add);
    assertThat(bed.outputs().answers().differences(loop.answers())).isEmpty();
    assertThat(bed.outputs().digests()).isEqualTo(loop.digests()).hasSize(Bed.LEARNERS.size());
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
    // "  12:           1             88  io.gyre.fold.PartitionFold"
    return histogram
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words.length >= 4 && OF_A_FOLD.contains(words[3]))
        .collect(Collectors.toMap(words -> words[3], words -> Long.parseLong(words[1])));
  }
}
