package io.gyre.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.file.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * What rows become, written as {@code P key json @time} for a point and {@code L …} for a label.
 */
final class SentRecords implements FeedLoop.Sink {

  final List<String> lines = new ArrayList<>();

  @Override
  public void point(String key, byte[] value, long timestamp) {
    lines.add("P " + key + " " + new String(value, UTF_8) + " @" + timestamp);
  }

  @Override
  public void label(String key, byte[] value, long timestamp) {
    lines.add("L " + key + " " + new String(value, UTF_8) + " @" + timestamp);
  }

  /** Returns and forgets what was sent since the last call. */
  List<String> taken() {
    List<String> taken = List.copyOf(lines);
    lines.clear();
    return taken;
  }

  /** As above, without what is in the records: {@code P1 L0}. */
  String order() {
    StringBuilder order = new StringBuilder();
    for (String line : taken()) {
      String[] words = line.split(" ");
      order.append(' ').append(words[0]).append(words[1].replaceFirst("row-", ""));
    }
    return order.toString().strip();
  }

  static Row row(String json) {
    return new Row(1, json.getBytes(UTF_8), true);
  }
}
