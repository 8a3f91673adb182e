package io.gyre.bench;

import io.gyre.stream.InputSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How an application is laid out: over how many partitions, instances and threads, and whether the
 * partitions train one model.
 *
 * @param way how the partitions are read; of a single one both ways are the same
 * @param partitions of {@code points}
 * @param instances processes of the application
 * @param threads stream threads of each instance
 */
public record Layout(Way way, int partitions, int instances, int threads) {

  /** How several partitions are read. */
  public enum Way {
    /** Each trains learners of its own. */
    REPLICAS,
    /** Their records are merged first and train one model. */
    JOURNAL;

    /** As a person asks for it when learning. */
    InputSettings inputs() {
      return new InputSettings(null, this == REPLICAS, InputSettings.JOURNAL_BYTES);
    }
  }

  /**
   * Lists the layouts of all numbers. A single partition is not merged, and gives more than one
   * thread nothing to do: it is there once, first, as what others are compared with.
   */
  public static List<Layout> of(
      List<Integer> partitions, List<Integer> instances, List<Integer> threads) {
    List<Layout> all = new ArrayList<>();
    all.add(direct());
    for (int some : partitions) {
      for (int processes : instances) {
        for (int each : threads) {
          if (some > 1) {
            all.add(new Layout(Way.REPLICAS, some, processes, each));
            all.add(new Layout(Way.JOURNAL, some, processes, each));
          }
        }
      }
    }
    return all.stream().distinct().toList();
  }

  /** One partition, one instance, one thread. */
  static Layout direct() {
    return new Layout(Way.REPLICAS, 1, 1, 1);
  }

  /** The partitions that are read, the journal among them. */
  int sourcePartitions() {
    return way == Way.JOURNAL ? partitions + 1 : partitions;
  }

  /** What the tables call the way. */
  String wayName() {
    return partitions == 1 ? "direct" : way.name().toLowerCase(Locale.ROOT);
  }

  String words() {
    return "%s, %d partition(s), %d instance(s), %d thread(s)"
        .formatted(wayName(), partitions, instances, threads);
  }
}
