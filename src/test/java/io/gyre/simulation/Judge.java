package io.gyre.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.app.VersionReturn;
import io.gyre.crash.Answers;
import io.gyre.crash.TopicLoop;
import io.gyre.data.Alert;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.FoldParts;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldSettingsJson;
import io.gyre.replica.SimulatedReplica;
import io.gyre.replica.SimulatedReplica.Seen;
import io.gyre.simulation.SimulatedInstance.Learned;
import io.gyre.simulation.SimulatedLog.Entry;
import io.gyre.stream.processor.RecordCoordinates;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.SimulatedStart;
import io.gyre.topic.DeadLetterHeaders;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Origin;
import io.gyre.topic.Parameters;
import io.gyre.topic.Prediction;
import io.gyre.topic.Topic;
import io.gyre.version.SavedVersions;
import io.gyre.version.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** Compares all that came out with what a plain loop makes of the same logs. */
final class Judge {

  private final Simulation simulation;
  private final SimulatedCluster cluster;
  private final SavedVersions versions = new SavedVersions();

  /** The versions that are still to be compared with a plain loop. */
  private final Set<Version> unfound = new HashSet<>();

  /** What the plain loop had learned by the versions that were returned to, by their numbers. */
  private final Map<Integer, FoldLoop> returnedTo = new HashMap<>();

  Judge(Simulation simulation) {
    this.simulation = simulation;
    cluster = simulation.cluster;
  }

  void judge() {
    boolean merges = !cluster.logs(Simulation.journal()).isEmpty();
    if (merges) {
      requireReadOnce();
    }
    requireVersionsOnce();
    int models = simulation.learned.size();
    for (int model : simulation.learned.keySet()) {
      compare(model);
    }
    assertThat(models).isEqualTo(simulation.scene == Scene.PER_PARTITION ? 2 : 1);
  }

  private List<Entry> output(Topic<?> topic) {
    return cluster.log(new TopicPartition(topic.name(), 0)).visible();
  }

  private static RecordCoordinates place(Entry letter) {
    return new RecordCoordinates(
        text(letter, DeadLetterHeaders.TOPIC),
        Integer.parseInt(text(letter, DeadLetterHeaders.PARTITION)),
        Long.parseLong(text(letter, DeadLetterHeaders.OFFSET)));
  }

  private static String text(Entry letter, String header) {
    return new String(letter.headers().lastHeader(header).value());
  }

  /** Each record is on the journal once, in its order, but those that were deleted unread. */
  private void requireReadOnce() {
    Map<TopicPartition, List<Long>> merged = new HashMap<>();
    long direct = 0;
    for (Entry entry : cluster.log(new TopicPartition(Simulation.journal(), 0)).visible()) {
      Origin origin = Origin.of(entry.headers());
      if (origin.kind() != Origin.Kind.SCHEMA) {
        merged
            .computeIfAbsent(
                new TopicPartition(origin.topic(), origin.partition()), first -> new ArrayList<>())
            .add(origin.offset());
      }
    }
    for (Learned each : simulation.learned.getOrDefault(0, List.of())) {
      direct = each.source().topic().equals(Scene.POINTS) ? each.upTo() : direct;
    }
    for (String topic : List.of(Scene.POINTS, Scene.LABELS_TOPIC)) {
      for (SimulatedLog log : cluster.logs(topic)) {
        long from = topic.equals(Scene.POINTS) && log.partition.partition() == 0 ? direct : 0;
        List<Long> found = merged.getOrDefault(log.partition, List.of());
        Set<Long> once = new HashSet<>(found);
        List<Long> expected =
            log.visible().stream()
                .map(Entry::offset)
                .filter(offset -> offset >= from)
                .filter(offset -> once.contains(offset) || !log.deletedUnread.contains(offset))
                .toList();
        int read = simulation.isRead(topic) ? expected.size() : found.size();
        assertThat(found).as("merged of " + log.partition).isEqualTo(expected.subList(0, read));
      }
    }
  }

  /** Each version that was asked for is there once, and can be read. */
  private void requireVersionsOnce() {
    TopicPartition partition = new TopicPartition(Topic.VERSIONS.name(), 0);
    cluster.log(partition).visible().forEach(entry -> versions.add(entry.read(partition)));
    List<String> names =
        versions.all().stream().map(Version::name).filter(name -> !name.isEmpty()).toList();
    boolean saved = simulation.scene != Scene.PER_PARTITION;
    assertThat(names)
        .as("versions that were asked for")
        .containsExactlyInAnyOrderElementsOf(saved ? simulation.requested : List.of());
    assertThat(versions.all()).extracting(Version::number).doesNotHaveDuplicates();
    assertThat(versions.list().requests()).hasSameSizeAs(saved ? List.of() : simulation.requested);
    unfound.addAll(versions.all());
    for (Version version : versions.all()) {
      assertThat(versions.open(version).report().digests())
          .as(version.toString())
          .isEqualTo(version.digests());
    }
  }

  /** Finds the versions of a place in a log among those of the plain loop. */
  private void compareVersions(String log, long next, TopicLoop loop) {
    Map<String, String> digests = null;
    for (Version version : versions.all()) {
      boolean wanted = returnedTo.containsKey(version.number());
      if ((wanted || unfound.contains(version))
          && version.logId().equals(SimulatedStart.id(log))
          && version.offset() == next) {
        digests = digests == null ? loop.fold().report().digests() : digests;
        if (version.digests().equals(digests)) {
          unfound.remove(version);
          if (wanted && version.settings().toString().equals(text(loop.settings()))) {
            returnedTo.put(version.number(), loop.learned());
          }
        }
      }
    }
  }

  private static String text(FoldSettings settings) {
    return FoldSettingsJson.toText(settings);
  }

  private void compare(int model) {
    List<Learned> learned = simulation.learned.get(model);
    ApplicationSettings settings = learned.get(0).settings();
    TopicLoop loop = new TopicLoop(settings.fold());
    learned.stream()
        .filter(each -> each.back() != null)
        .forEach(each -> returnedTo.put(each.back().number(), null));
    String log = "";
    long next = 0;
    long learnedUpTo = 0;
    Map<String, List<Seen>> seen = seen(model);
    for (Learned each : learned) {
      if (each.back() != null) {
        FoldLoop then = returnedTo.get(each.back().number());
        assertThat(then).as("what was learned by %s", each.back()).isNotNull();
        loop.backTo(then);
        VersionReturn.leaveOut(loop.fold(), each.back(), each.upTo());
        log = each.source().topic();
        next = each.upTo();
        learnedUpTo = next;
        compareVersions(log, learnedUpTo, loop);
        forget(seen, log, next, loop);
        continue;
      }
      if (!each.settings().fold().equals(loop.settings())) {
        Fold before = loop.fold();
        loop.changeTo(each.settings().fold());
        assertThat(FoldParts.lost(before, loop.fold()))
            .as("parts that the change cannot touch")
            .isEmpty();
        compareVersions(log, learnedUpTo, loop);
        if (!log.isEmpty()) {
          seen.remove(SimulatedStart.id(log) + next); // It may be of the settings before.
        }
      }
      if (!each.source().topic().equals(log)) {
        log = each.source().topic();
        next = 0;
      }
      int partition = log.equals(Scene.POINTS) ? model : 0;
      SimulatedLog source = cluster.log(new TopicPartition(log, partition));
      for (Entry entry : source.visible()) {
        boolean gone =
            source.deletedUnread.contains(entry.offset()) && !each.read().contains(entry.offset());
        if (entry.offset() >= next && entry.offset() < each.upTo() && !gone) {
          loop.goOnWith(SimulatedStart.id(log)); // Which is nothing new but for the first.
          loop.add(entry.read(source.partition), !log.equals(Scene.POINTS));
          learnedUpTo = entry.offset() + 1;
          compareVersions(log, entry.offset() + 1, loop);
          forget(seen, log, entry.offset() + 1, loop);
        }
      }
      next = each.upTo();
    }
    assertOutputs(model, loop);
    assertThat(unfound).as("versions that no plain loop has").isEmpty();
    seen.values().removeIf(List::isEmpty);
    assertThat(seen).as("answers of a replica that no plain loop has given").isEmpty();
  }

  /** What replicas saw of a model, by the log and the offset at which they stood. */
  private Map<String, List<Seen>> seen(int model) {
    Map<String, List<Seen>> seen = new HashMap<>();
    if (simulation.replica != null) {
      for (Seen each : simulation.replica.seen) {
        if (each.partition() == model) {
          seen.computeIfAbsent(each.topicId() + each.next(), first -> new ArrayList<>()).add(each);
        }
      }
    }
    return seen;
  }

  /** Forgets the answers of replicas at a place that are those of the plain loop. */
  private static void forget(Map<String, List<Seen>> seen, String log, long next, TopicLoop loop) {
    seen.getOrDefault(SimulatedStart.id(log) + next, new ArrayList<>())
        .removeIf(each -> each.answer().equals(SimulatedReplica.answer(loop.fold(), each.asked())));
  }

  private void assertOutputs(int model, TopicLoop loop) {
    boolean all = simulation.learned.size() == 1;
    Answers answers = new Answers();
    for (Entry entry : output(Topic.PREDICTIONS)) {
      Prediction said = (Prediction) entry.value();
      if (all || said.partition() == model) {
        answers.add(said);
      }
    }
    assertThat(answers.differences(loop.answers())).as("predictions").isEmpty();
    Map<String, List<String>> windows = new TreeMap<>();
    for (Entry entry : output(Topic.METRICS)) {
      Metrics window = (Metrics) entry.value();
      if (window.closed() && window.partition() == model) {
        windows
            .computeIfAbsent(window.learner() + "/0", first -> new ArrayList<>())
            .add(TopicLoop.text(window));
      }
    }
    assertThat(windows).as("reports").isEqualTo(loop.windows());
    Map<String, String> digests = new TreeMap<>();
    for (Entry entry : output(Topic.PARAMETERS)) {
      LearnerKey key = LearnerKey.parse(entry.key());
      Parameters parameters = (Parameters) entry.value();
      if (key.partition() == model) {
        digests.put(key.learner() + "/0", parameters.step() + " " + parameters.digest());
      }
    }
    assertThat(digests).as("digests").isEqualTo(loop.digests());
    List<Alert> alerts = output(Topic.ALERTS).stream().map(e -> (Alert) e.value()).toList();
    assertThat(all ? alerts : List.of()).as("alerts").isEqualTo(all ? loop.alerts() : List.of());
    List<RecordCoordinates> letters =
        output(Topic.DEAD_LETTERS).stream()
            .map(Judge::place)
            .filter(place -> all || place.partition() == model)
            .toList();
    assertThat(letters).as("dead letters").isEqualTo(loop.refused());
  }
}
