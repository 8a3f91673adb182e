package io.gyre.dashboard.state;

import io.gyre.data.Alert;
import io.gyre.data.Label;
import io.gyre.data.PrintableText;
import io.gyre.topic.Parameters;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Restarts, drifts, and classes and fields that appeared after the first record of their partition.
 * Thread-safe.
 */
public final class EventMarks {

  private static final int MOST = 200;
  private static final int LONGEST_NAME = 60;

  /** Something that happened, for a person; the time is event time, as that of the curves. */
  public record Mark(long time, String kind, String text) {}

  private static final class Known {
    private long started = -1;

    /** The window that reported a restart, which may have begun long before it; −1 before any. */
    private long restarted = -1;

    private int classes = -1;
    private final Set<String> fields = new HashSet<>();

    private List<Label> names = List.of(); // of classes, by their numbers

    /** The classes that appeared and whose names are not known yet, by their numbers. */
    private final Map<Integer, Mark> unnamed = new HashMap<>();
  }

  private List<Mark> marks = List.of();
  private final Map<Integer, Known> partitions = new HashMap<>();

  private Known of(int partition) {
    return partitions.computeIfAbsent(partition, absent -> new Known());
  }

  /**
   * Takes when the process of a partition started. A restart is marked at the end of the first
   * window after it.
   *
   * @param time of the window that tells it
   * @param started ms since the epoch; −1 if unknown
   */
  synchronized void started(int partition, long time, long started) {
    Known known = of(partition);
    if (known.restarted >= 0 && time > known.restarted) {
      add(new Mark(time, "restart", "Restarted, or taken over by another instance"));
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
    Known known = of(partition);
    for (int k = known.classes; known.classes > 0 && k < count; k++) {
      Mark mark = new Mark(time, "class", "A class appeared");
      known.unnamed.put(k, mark);
      add(mark);
    }
    known.classes = Math.max(known.classes, count);
    name(known);
  }

  private void name(Known known) {
    for (int k = 0; k < known.names.size(); k++) {
      Mark mark = known.unnamed.remove(k);
      if (mark != null) {
        String text = "The class %s appeared".formatted(brief(known.names.get(k).text()));
        Mark named = new Mark(mark.time, mark.kind, text);
        marks = marks.stream().map(each -> each == mark ? named : each).toList();
      }
    }
  }

  /** Takes the names of all classes and columns; {@code time} is that of the stream. */
  synchronized void names(int partition, long time, List<Label> classes, Set<String> columns) {
    Known known = of(partition);
    known.names = classes;
    name(known);
    boolean first = known.fields.isEmpty();
    for (String column : columns) {
      String field = Parameters.fieldOf(column);
      if (known.fields.add(field) && !first) {
        add(new Mark(time, "field", "The field %s appeared".formatted(brief(field))));
      }
    }
  }

  /** Takes a drift, which is marked where it began. */
  synchronized void drift(Alert.Drift drift) {
    boolean cost = drift.measure() == Alert.Measure.COST;
    String text =
        "Drift: %s rose from %.3g to %.3g"
            .formatted(
                cost ? "the cost of labels" : "the uncertainty about new points",
                drift.before(),
                drift.after());
    add(new Mark(drift.since(), "drift", text));
  }

  private static String brief(String name) {
    return PrintableText.shortened(name, LONGEST_NAME);
  }

  private void add(Mark mark) {
    marks =
        Stream.concat(marks.stream().skip(Math.max(0, marks.size() + 1 - MOST)), Stream.of(mark))
            .toList();
  }

  /** Returns all, in the order in which they were noticed; the same list until a change. */
  public synchronized List<Mark> all() {
    return marks;
  }
}
