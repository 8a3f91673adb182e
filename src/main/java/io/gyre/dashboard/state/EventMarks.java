package io.gyre.dashboard.state;

import io.gyre.data.Label;
import io.gyre.topic.ColumnName;
import io.gyre.topic.Parameters;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What happened when: a restart, a class or a field that appeared. What is there when the first
 * record of a partition is read has not appeared. Thread-safe.
 */
public final class EventMarks {

  private static final int MOST = 200;

  private static final int MOST_FIELDS = 10_000;

  private static final int LONGEST_NAME = 60;

  /** Something that happened, for a person; the time is that of events, as the curves have it. */
  public record Mark(long time, String kind, String text) {}

  /** What is known of one partition. */
  private static final class Known {
    private long started = -1;

    /** The window that told of a restart, which may have begun long before it; -1 for none. */
    private long restarted = -1;

    private int classes = -1;
    private final Set<String> fields = new HashSet<>();

    /** Of classes that appeared, by their numbers, as long as their names are not known. */
    private final Map<Integer, Mark> unnamed = new HashMap<>();
  }

  private List<Mark> marks = List.of();
  private final Map<Integer, Known> partitions = new HashMap<>();

  private Known of(int partition) {
    return partitions.computeIfAbsent(partition, absent -> new Known());
  }

  /**
   * Takes since when a process works on a partition. A restart is marked at the end of the first
   * window that is all its own.
   *
   * @param time of the window that tells it
   * @param started ms since the epoch; -1 if that is not told
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

  /** Takes how many classes there are at the end of a window. */
  synchronized void classes(int partition, long time, int count) {
    Known known = of(partition);
    for (int k = known.classes; known.classes > 0 && k < count; k++) {
      Mark mark = new Mark(time, "class", "A class appeared");
      known.unnamed.put(k, mark);
      add(mark);
    }
    known.classes = Math.max(known.classes, count);
  }

  /** Takes the names of classes and columns; {@code time} is that of the last window. */
  synchronized void names(int partition, long time, Parameters parameters) {
    Known known = of(partition);
    List<Label> classes = parameters.classes();
    for (int k = 0; classes != null && k < classes.size(); k++) {
      Mark mark = known.unnamed.remove(k);
      if (mark != null) {
        String text = "The class %s appeared".formatted(brief(classes.get(k).text()));
        Mark named = new Mark(mark.time, mark.kind, text);
        marks = marks.stream().map(each -> each == mark ? named : each).toList();
      }
    }
    if (parameters.columns() != null && !parameters.columns().isEmpty()) {
      fields(known, time, parameters.columns());
    }
  }

  private void fields(Known known, long time, List<String> columns) {
    boolean first = known.fields.isEmpty();
    for (String column : columns) {
      String field = ColumnName.field(column);
      if (known.fields.size() < MOST_FIELDS && known.fields.add(field) && !first && time > 0) {
        add(new Mark(time, "field", "The field %s appeared".formatted(brief(field))));
      }
    }
  }

  private static String brief(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
  }

  private void add(Mark mark) {
    marks =
        Stream.concat(marks.stream().skip(Math.max(0, marks.size() + 1 - MOST)), Stream.of(mark))
            .toList();
  }

  /** All, in the order in which they were noticed; the same list as long as nothing changes. */
  public synchronized List<Mark> all() {
    return marks;
  }

  synchronized void clear() {
    marks = List.of();
    partitions.clear();
  }
}
