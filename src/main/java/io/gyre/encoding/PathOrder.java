package io.gyre.encoding;

import java.util.Comparator;

/**
 * The order in which fields of one record get their columns: segment by segment, numbers first and
 * by their size, so that {@code features.2} comes before {@code features.10}.
 */
final class PathOrder implements Comparator<String> {

  static final PathOrder INSTANCE = new PathOrder();

  private PathOrder() {}

  @Override
  public int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      int endA = end(a, i);
      int endB = end(b, j);
      int order = compareSegments(a.substring(i, endA), b.substring(j, endB));
      if (order != 0) {
        return order;
      }
      i = endA + 1;
      j = endB + 1;
    }
    int rest = Integer.compare(a.length() - i, b.length() - j);
    return rest != 0 ? rest : a.compareTo(b);
  }

  private static int end(String path, int from) {
    int dot = path.indexOf('.', from);
    return dot < 0 ? path.length() : dot;
  }

  /** Numbers come before all else, or it would not be an order: 9 < 10 < 1a < 9. */
  private static int compareSegments(String a, String b) {
    boolean index = isIndex(a);
    if (index != isIndex(b)) {
      return index ? -1 : 1;
    }
    return index && a.length() != b.length()
        ? Integer.compare(a.length(), b.length())
        : a.compareTo(b);
  }

  private static boolean isIndex(String segment) {
    return !segment.isEmpty() && segment.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
