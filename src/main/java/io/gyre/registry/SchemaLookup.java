package io.gyre.registry;

import io.gyre.GyreException;
import io.gyre.data.record.Schema;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.utils.Utils;

/** Finds schemas of a registry for reading alone: nothing is learned by them. Thread-safe. */
public final class SchemaLookup implements AutoCloseable {

  /** A page that is in the midst of something else does not ask more often in vain. */
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  /** More than outputs have; others may write on their topics what they like. */
  private static final int MOST_SEEN = 100;

  private final SchemaRegistry registry; // null if none is named, as the next
  private final UsedSchemas used;
  private final Map<String, Schema> seen = new ConcurrentHashMap<>();
  private volatile Schema failed; // why there was none the last time
  private volatile long failedAt;

  /**
   * @param properties may name a registry, as {@link SchemaRegistry#of}
   * @param unknownFor for how long a schema may be unknown before it is denied
   * @param waits where that is kept over restarts; may be null
   */
  public SchemaLookup(Map<String, String> properties, Duration unknownFor, Path waits) {
    registry = SchemaRegistry.of(properties);
    used =
        UsedSchemas.of(
            registry,
            unknownFor,
            waits,
            (id, url) -> new GyreException(id + " of " + url + " is another one"));
  }

  /**
   * Returns what finds a schema, and waits for it as {@link UsedSchemas#await} does; it finds null
   * if no registry is named.
   */
  public Function<String, Schema> awaiting(Consumer<String> told, BooleanSupplier stop) {
    return id -> used == null ? null : used.await(id, told, stop);
  }

  /** Returns a schema, denied if it is not to be had now; null if no registry is named. */
  public Schema glance(String id) {
    Schema found = seen.get(id);
    if (found != null || registry == null) {
      return found;
    }
    if (failed != null && System.nanoTime() - failedAt < PAUSE_NANOS) {
      return failed;
    }
    try {
      found = registry.find(id);
      if (seen.size() >= MOST_SEEN) {
        seen.clear();
      }
      seen.put(id, found);
      failed = null;
      return found;
    } catch (RegistryException e) {
      failed = Schema.denied(e.getMessage());
      failedAt = System.nanoTime();
      return failed;
    }
  }

  @Override
  public void close() {
    Utils.closeQuietly(registry, "schema registry");
  }
}
