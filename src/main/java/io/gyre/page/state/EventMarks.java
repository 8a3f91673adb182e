package io.gyre.page.state;

import io.gyre.data.Alert;
import io.gyre.data.Label;
import io.gyre.topic.Parameters;
import io.gyre.version.Version;
import io.gyre.version.VersionList;
import io.gyre.words.PrintableText;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Restarts, drifts, versions, and classes and fields that appeared after the first record of their
 * partition. Thread-safe.
 */
public final class EventMarks {

  private static final int MOST = 200;
  private static final int LONGEST_NAME = 60;

  /** Something that happened, for a person; the time is event time, as that of the curves. */
  public record Mark(long time, String kind, String text) {}

  private static final class PartitionHistory {
    private long started = -1;

    /** The window that reported a restart, which may have begun long before it; −1 before any. */
    private long restarted = -1;

    private int classes = -1;
    private final Set<String> fields = new HashSet<>();

    private List<Label> names = List.of(); // of classes, by their numbers
  }

  /** Its text is made late: the name of a class that appeared may come after its number. */
  private record Event(long time, String kind, Supplier<String> text) {}

  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private final Map<Integer, PartitionHistory> partitions = new HashMap<>();
  private final VersionList versions = new VersionList();

  private PartitionHistory of(int partition) {
    return partitions.computeIfAbsent(partition, absent -> new PartitionHistory());
  }

  /**
   * Takes when the process of a partition started. A restart is marked at the end of the first
   * window after it.
   *
   * @param time of the window that tells it
   * @param started ms since the epoch; −1 if unknown
   */
  synchronized void started(int partition, long time, long started) {
    PartitionHistory known = of(partition);
    if (known.restarted >= 0 && time > known.restarted) {
      add(time, "restart", () -> "Restarted, or taken over by another instance");
      known.restarted = -1;
    }
    if (known.started >= 0 && started > known.started) {
      known.restarted = time;
    }
    // Records of several partitions of the topic may come out of order.
    known.started = Math.max(started, known.started);
  }

  /** Takes the number of classes at the end of a window. */
  synchronized void classes(int partition, long time, int count) {
    PartitionHistory known = of(partition);
    for (int k = known.classes; known.classes > 0 && k < count; k++) {
      int number = k;
      add(
          time,
          "class",
          () ->
              number < known.names.size()
                  ? "The class %s appeared".formatted(brief(known.names.get(number).text()))
                  : "A class appeared");
    }
    known.classes = Math.max(known.classes, count);
  }

  /** Takes the names of all classes and columns; {@code time} is that of the stream. */
  synchronized void names(int partition, long time, List<Label> classes, Set<String> columns) {
    PartitionHistory known = of(partition);
    known.names = classes;
    boolean first = known.fields.isEmpty();
    for (String column : columns) {
      String field = Parameters.fieldOf(column);
      if (known.fields.add(field) && !first) {
        add(time, "field", () -> "The field %s appeared".formatted(brief(field)));
      }
    }
  }

  /** Takes a drift, which is marked where it began. */
  synchronized void drift(Alert.Drift drift) {
    boolean cost = drift.measure() == Alert.Measure.COST;
    String text =
        "Drift: %s rose from %.3g to %.3g"
            .formatted(
                cost ? "the error of answers" : "the uncertainty about new points",
                drift.before(),
                drift.after());
    add(drift.since(), "drift", () -> text);
  }

  /** Takes a record of the topic of versions. A version is marked as long as there is one. */
  synchronized void version(ConsumerRecord<byte[], byte[]> found) {
    versions.add(found);
  }

  /** Returns the versions that there are, by their numbers. */
  public synchronized List<Version> versions() {
    return versions.versions();
  }

  private static Mark mark(Version version) {
    String name = version.isUnnamed() ? "" : ", " + brief(version.name());
    String before =
        switch (version.reason()) {
          case SETTINGS -> ", before other settings";
          case RELEASE -> ", before another release of Gyre";
          default -> "";
        };
    String text = "Version %d%s%s".formatted(version.number(), name, before);
    return new Mark(version.timeMs(), "version", text);
  }

  private static String brief(String name) {
    return PrintableText.shortened(name, LONGEST_NAME);
  }

  private void add(long time, String kind, Supplier<String> text) {
    if (events.size() == MOST) {
      events.removeFirst();
    }
    events.add(new Event(time, kind, text));
  }

  /** Returns the versions, then all others in the order in which they were noticed. */
  public synchronized List<Mark> all() {
    return Stream.concat(
            versions().stream().filter(each -> each.timeMs() >= 0).map(EventMarks::mark),
            events.stream().map(event -> new Mark(event.time, event.kind, event.text.get())))
        .toList();
  }
}
