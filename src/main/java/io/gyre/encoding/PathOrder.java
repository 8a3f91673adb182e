package io.gyre.encoding;

import java.util.Comparator;

/**
 * Sorts the paths of new fields segment by segment, numbers first and by their size, so that {@code
 * features.2} comes before {@code features.10}.
 */
public final class PathOrder implements Comparator<String> {

  public static final PathOrder INSTANCE = new PathOrder();

  private PathOrder() {}

  @Override
  public int compare(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    int i = 0;
    while (i < shorter && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    // The segment in which they differ begins after the last dot that they share.
    int start = i == 0 ? 0 : a.lastIndexOf('.', i - 1) + 1;
    int endA = end(a, i);
    int endB = end(b, i);
    if (i == endA && i == endB) {
      return Integer.compare(a.length(), b.length());
    }
    return compareSegments(a, endA, b, endB, start, i);
  }

  private static int end(String path, int from) {
    int dot = path.indexOf('.', from);
    return dot < 0 ? path.length() : dot;
  }

  /** Numbers come first, because it would not be an order otherwise: 9 < 10 < 1a < 9. */
  private static int compareSegments(String a, int endA, String b, int endB, int start, int i) {
    boolean index = isIndex(a, start, endA);
    if (index != isIndex(b, start, endB)) {
      return index ? -1 : 1;
    }
    if (i == endA || i == endB || (index && endA != endB)) {
      return Integer.compare(endA, endB);
    }
    return Character.compare(a.charAt(i), b.charAt(i));
  }

  private static boolean isIndex(String path, int from, int to) {
    for (int i = from; i < to; i++) {
      if (path.charAt(i) < '0' || path.charAt(i) > '9') {
        return false;
      }
    }
    return from < to;
  }
}
