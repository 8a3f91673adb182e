package io.gyre.fold.keys;

import java.util.List;

/**
 * The columns that histories gave a point when it came. They stay as they were until its label
 * comes, however long that takes.
 *
 * @param paths their names; the same list for points that have the same
 * @param values as many: as precise as a float; NaN where nothing is known
 */
public record KeyColumns(List<String> paths, double[] values) {

  /** Ends the name of the column that every key has: how long ago it came last. */
  public static final String GAP = ".gap";
}
