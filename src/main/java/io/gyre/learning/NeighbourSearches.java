package io.gyre.learning;

import java.util.HashMap;
import java.util.Map;

/** The searches of a partition: learners that look at the same points share one. */
final class NeighbourSearches {

  private final Map<Key, NeighbourSearch> searches = new HashMap<>();

  private record Key(int most, double clip) {}

  /**
   * Returns the search among the last R points, made when it is first asked for.
   *
   * @param shared those that hold these searches
   * @param most R
   * @param clip scaled numbers are limited to ±clip, above 0
   */
  NeighbourSearch of(Shared shared, int most, double clip) {
    return searches.computeIfAbsent(
        new Key(most, clip), key -> new NeighbourSearch(shared, most, clip));
  }
}
