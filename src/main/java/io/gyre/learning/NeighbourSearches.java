package io.gyre.learning;

import java.util.ArrayList;
import java.util.List;

/** The searches of a partition: learners that look at the same points share one. */
final class NeighbourSearches {

  private final List<Entry> entries = new ArrayList<>();

  private record Entry(int most, double clip, NeighbourSearch search) {}

  /**
   * Returns the search among the last R points, made when it is first asked for.
   *
   * @param shared those that hold these searches
   * @param most R
   * @param clip scaled numbers are limited to ±clip, above 0
   */
  NeighbourSearch of(Shared shared, int most, double clip) {
    for (Entry entry : entries) {
      if (entry.most == most && entry.clip == clip) {
        return entry.search;
      }
    }
    NeighbourSearch search = new NeighbourSearch(shared, most, clip);
    entries.add(new Entry(most, clip, search));
    return search;
  }
}
