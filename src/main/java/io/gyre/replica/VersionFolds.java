package io.gyre.replica;

import io.gyre.GyreException;
import io.gyre.fold.Fold;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.state.FoldStore;
import io.gyre.kafka.ClusterAccess;
import io.gyre.version.Version;
import io.gyre.version.VersionTopic;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folds of an application's versions, to be asked. A thread reads each when it is asked for
 * first, and the {@value #MOST} that were asked last are kept. Thread-safe.
 */
public final class VersionFolds implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(VersionFolds.class);

  private static final int MOST = 4;

  private final VersionTopic topic;
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "gyre-versions");
            thread.setDaemon(true);
            return thread;
          });

  /** By number or name, as it was asked for; the last that was asked last. */
  private final Map<String, Asked> asked = new LinkedHashMap<>(MOST, 0.75f, true);

  /** A version that was asked for. */
  private static final class Asked {
    private volatile String whyNot = "is being read: ask again in a moment";
    private volatile GyreException refused;
    private volatile long savedMs = Long.MAX_VALUE;
    final LiveFolds folds = new LiveFolds(partition -> whyNot, partition -> age());

    private OptionalLong age() {
      long age = System.currentTimeMillis() - savedMs;
      return age < 0 ? OptionalLong.empty() : OptionalLong.of(age);
    }

    /** Reads it. */
    void read(VersionTopic topic, String numberOrName) {
      Version version = topic.list().find(numberOrName);
      FoldStore content = topic.load(version);
      savedMs = version.savedMs();
      folds.open(0, Fold.open(content.settings(), content));
    }
  }

  public VersionFolds(ClusterAccess cluster, String application) {
    topic = new VersionTopic(cluster, application);
  }

  /**
   * Returns the folds of one version, which is read now.
   *
   * @param numberOrName of the version
   * @throws GyreException if there is none, or it cannot be used
   */
  public static LiveFolds of(ClusterAccess cluster, String application, String numberOrName) {
    Asked only = new Asked();
    only.read(new VersionTopic(cluster, application), numberOrName);
    return only.folds;
  }

  /**
   * Returns the folds of a version, which can be asked once it has been read.
   *
   * @param numberOrName of the version
   * @throws GyreException if it was found that there is none, or that it cannot be used
   */
  public synchronized LiveFolds find(String numberOrName) {
    Asked found = asked.get(numberOrName);
    if (found == null) {
      found = new Asked();
      asked.put(numberOrName, found);
      Asked wanted = found;
      reader.execute(() -> read(wanted, numberOrName));
      if (asked.size() > MOST) {
        asked.remove(asked.keySet().iterator().next());
      }
    }
    if (found.refused != null) {
      asked.remove(numberOrName); // It may be there when it is asked for once more.
      throw found.refused;
    }
    return found.folds;
  }

  private void read(Asked wanted, String numberOrName) {
    try {
      wanted.read(topic, numberOrName);
    } catch (GyreException e) {
      wanted.refused = e;
    } catch (RuntimeException e) {
      LOG.warn("version {} cannot be read", numberOrName, e);
      wanted.whyNot = "cannot be read: " + e.getMessage();
      synchronized (this) {
        asked.remove(numberOrName, wanted);
      }
    }
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }
}
