package io.gyre.topic;

import io.gyre.data.Utf8;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serializer;

/**
 * What a record of parameters leaves out, so that its topic takes the rest: the largest part first,
 * of two that are as large the later one. Sizes are upper bounds, found without writing a number.
 */
final class LeftOut {

  /** The names of the columns, among the parts. */
  static final String COLUMNS = "columns";

  /** The topic takes batches of 8 MiB; key, headers and the frame of a batch need the rest. */
  static final int MOST_BYTES = (8 << 20) - (64 << 10);

  /** The longest number has 24; then a comma, and of a row that has one alone two brackets more. */
  private static final int BYTES_OF_A_NUMBER = 28;

  private LeftOut() {}

  /**
   * Chooses what is left out.
   *
   * @param bare the record with the names of its columns, and nothing that was learned
   * @param numbers of how many numbers the parts of what was learned are, by name
   * @return by name of how many numbers those are that are left out, or how many columns
   */
  static Map<String, Long> of(Parameters bare, Map<String, Long> numbers) {
    Map<String, Long> bytes = new LinkedHashMap<>();
    bytes.put(COLUMNS, bytes(bare.columns()));
    numbers.forEach((name, count) -> bytes.put(name, name.length() + BYTES_OF_A_NUMBER * count));
    long all = bytes(bare.with(null, null, Map.of()));
    all += bytes.values().stream().mapToLong(Long::longValue).sum();
    Map<String, Long> leftOut = new LinkedHashMap<>();
    List<String> smallestFirst =
        bytes.keySet().stream().sorted(Comparator.comparing(bytes::get)).toList();
    for (int last = smallestFirst.size() - 1; last >= 0 && all > MOST_BYTES; last--) {
      String name = smallestFirst.get(last);
      all -= bytes.get(name);
      leftOut.put(name, name.equals(COLUMNS) ? bare.columns().size() : numbers.get(name));
    }
    return leftOut;
  }

  private static long bytes(List<String> names) {
    return names.stream().mapToLong(name -> Utf8.bytesInJson(name) + 3).sum();
  }

  /** All but the names of columns and what was learned is small. */
  private static long bytes(Parameters bare) {
    try (Serializer<Parameters> serializer = Topic.PARAMETERS.serializer()) {
      return serializer.serialize(Topic.PARAMETERS.name(), bare).length;
    }
  }
}
