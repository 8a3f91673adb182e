package io.gyre.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What happened and when, in seconds since it was made; printed as it happens. */
final class Timeline {

  /** One thing that happened; to is from for what takes no time. */
  private record Event(long fromNanos, long toNanos, String what) {}

  private final long start = System.nanoTime();
  private final List<Event> events = new ArrayList<>();

  /** Notes what begins and lasts. */
  void begin(String what) {
    print(System.nanoTime(), what);
  }

  /** Notes what began earlier and is over. */
  synchronized void end(long fromNanos, String what) {
    events.add(new Event(fromNanos, System.nanoTime(), what));
    print(System.nanoTime(), what + ": over");
  }

  /** Notes what happens in a moment. */
  synchronized void note(String what) {
    events.add(new Event(System.nanoTime(), System.nanoTime(), what));
    print(System.nanoTime(), what);
  }

  private void print(long nanos, String what) {
    System.out.println(seconds(nanos) + " " + what);
  }

  /** A moment as it is printed. */
  String seconds(long nanos) {
    return String.format(Locale.ROOT, "%7.1f s", (nanos - start) / 1e9);
  }

  /** What happened between two moments, or went on. */
  synchronized String between(long fromNanos, long toNanos) {
    return events.stream()
        .filter(event -> event.toNanos >= fromNanos && event.fromNanos <= toNanos)
        .map(event -> seconds(event.fromNanos).strip() + " " + event.what)
        .toList()
        .toString();
  }
}
