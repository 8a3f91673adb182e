package io.gyre.fold.keys;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** How paths that Gyre makes stand beside a point's own. */
public final class MorePaths {

  private MorePaths() {}

  /** Returns the places of those paths that are not taken by the point, or by one before. */
  public static int[] kept(String[] own, List<String> made) {
    // Two may have one name, too: columns of the keys user and user.id.
    Set<String> taken = new HashSet<>(Arrays.asList(own));
    return IntStream.range(0, made.size()).filter(i -> taken.add(made.get(i))).toArray();
  }

  /** Returns a point's own paths, then the paths that were kept. */
  public static String[] all(String[] own, List<String> made, int[] kept) {
    String[] all = Arrays.copyOf(own, own.length + kept.length);
    for (int i = 0; i < kept.length; i++) {
      all[own.length + i] = made.get(kept[i]);
    }
    return all;
  }
}
