package io.gyre.inference;

import io.gyre.fold.LiveFolds.LearnedStream;
import io.gyre.format.RecordSettings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names by which clients may call what the records of a stream have: fields, arrays of them,
 * the label, the id, the time, and what is ignored.
 */
final class FieldNames {

  private static final String SEVERAL = "";

  private static final Pattern ELEMENT = Pattern.compile("(.+)\\.(0|[1-9]\\d{0,6})");

  private final Set<String> paths = new HashSet<>();
  private final Map<String, String> byLowerCase = new HashMap<>();
  private final Set<String> fields;

  /** The paths that no question is about, but may say as on the topic. */
  private final Set<String> unread;

  /** How many elements the arrays of fields have. */
  private final Map<String, Integer> arrays = new HashMap<>();

  FieldNames(LearnedStream stream) {
    RecordSettings records = stream.records();
    unread =
        Stream.concat(
                Stream.of(records.label(), records.id(), records.time()).filter(Objects::nonNull),
                records.ignore().stream())
            .collect(Collectors.toSet());
    unread.forEach(this::add);
    fields = stream.fields().keySet();
    for (String path : fields) {
      Matcher element = ELEMENT.matcher(path);
      if (element.matches()) {
        int place = Integer.parseInt(element.group(2));
        add(element.group(1));
        arrays.merge(element.group(1), place + 1, Math::max);
      }
      add(path);
    }
  }

  private void add(String path) {
    if (paths.add(path)) {
      byLowerCase.merge(path.toLowerCase(Locale.ROOT), path, (one, other) -> SEVERAL);
    }
  }

  /** Tells whether a tensor of a path and so many columns holds an array in each row. */
  boolean isArray(String path, int columns) {
    return columns > 1 || arrays.containsKey(path) && !fields.contains(path);
  }

  /**
   * Returns the shape that a tensor must have.
   *
   * @param path of {@link #path}
   * @param columns its columns
   * @return null if its shape is right
   */
  String otherShape(String path, int columns) {
    if (columns == 1 && fields.contains(path) || unread.contains(path)) {
      return null;
    }
    int elements = arrays.getOrDefault(path, 0);
    return columns == elements ? null : elements == 0 ? "[ROWS]" : "[ROWS, %d]".formatted(elements);
  }

  /** Returns the path that a name means, in any case if that is clear; null if there is none. */
  String path(String name) {
    if (paths.contains(name)) {
      return name;
    }
    String found = byLowerCase.get(name.toLowerCase(Locale.ROOT));
    return SEVERAL.equals(found) ? null : found;
  }
}
