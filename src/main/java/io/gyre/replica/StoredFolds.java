package io.gyre.replica;

import io.gyre.GyreException;
import io.gyre.Setting;
import io.gyre.fold.Fold;
import io.gyre.fold.state.FoldStore;
import io.gyre.kafka.ClosedStore;
import io.gyre.kafka.KafkaInternals;
import io.gyre.state.Overlay;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.stream.start.StateFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The folds in the state folder of an instance that does not run, without a cluster. */
public final class StoredFolds {

  private StoredFolds() {}

  /**
   * Reads them; changes nothing.
   *
   * @return the folds by partition: those that this instance worked on last
   * @throws GyreException when it is not a state folder, an instance uses it or has crashed in it,
   *     or there is no fold
   */
  public static Map<Integer, Fold> read(Path folder) {
    String application = StateFolder.application(folder);
    try (StateFolder held = StateFolder.open(folder)) {
      if (held.stores().crashed()) {
        throw GyreException.of(
            "state folder %s: its instance has crashed, and may not have committed what lies there; start it once more, or take the model from the cluster with %s %s",
            folder, Setting.APPLICATION_ID, application);
      }
      Map<Integer, Fold> folds = new TreeMap<>();
      for (int partition : held.partitions(application)) {
        Overlay state = read(held, application, partition, LearnerTopology.STORE);
        if (state != null) {
          Overlay keys = read(held, application, partition, LearnerTopology.KEYS);
          String name = "%s on partition %d".formatted(application, partition);
          Fold fold = ChangelogReader.make(FoldStore.copy(name, state, keys), name);
          if (fold != null) {
            folds.put(partition, fold);
          }
        }
      }
      return folds;
    }
  }

  private static Overlay read(StateFolder held, String application, int partition, String store) {
    Path files = KafkaInternals.storeFolder(held.streams(), application, partition, store);
    if (!Files.isDirectory(files)) {
      return null;
    }
    Overlay entries = new Overlay(null);
    ClosedStore.forEach(files, entries::put);
    return entries;
  }
}
