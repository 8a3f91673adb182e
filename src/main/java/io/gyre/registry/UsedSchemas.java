package io.gyre.registry;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.GyreException;
import io.gyre.format.Schema;
import io.gyre.words.DurationText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The schemas that an instance uses: each is asked for once, and must stay what it was.
 * Thread-safe.
 *
 * <p>A registry that lost its schemas gives the same ids to others, and records that name them
 * would be read with wrong fields. It does not lose them without being away for a while, so one of
 * them is asked for again and again ({@link #look}). From when there is no answer, nothing is
 * committed without trying to compare all ({@link #requireSame}), until each was the same: while
 * there is no answer, or none of that id, nobody can have registered another one.
 */
public final class UsedSchemas {

  private static final Logger LOG = LoggerFactory.getLogger(UsedSchemas.class);
  private static final JsonMapper JSON = new JsonMapper();

  /** After one was denied, the registry is trusted to know what it does not know. */
  private static final long TRUSTED_NANOS = Duration.ofHours(1).toNanos();

  /** The longest time that a commit compares; the rest is compared before the next. */
  private static final long COMPARING_NANOS = Duration.ofSeconds(1).toNanos();

  /** A topic of wrong ids must not fill the memory. */
  private static final int MOST_DENIED = 10_000;

  /** A page that is in the midst of something else does not ask more often in vain. */
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private static final long ASK_AGAIN_NANOS = Duration.ofMillis(500).toNanos();
  private static final long SILENT_NANOS = Duration.ofMillis(500).toNanos();

  private final Function<String, Schema> registry;
  private final String url;
  private final Duration wait;
  private final LongSupplier nanos;
  private final BiFunction<String, String, GyreException> onOther;

  private final Map<String, Schema> known = new ConcurrentHashMap<>();
  private final Map<String, Long> unknownSince = new HashMap<>();
  private final Path waits; // may be null
  private final Map<String, Long> waited = new HashMap<>(); // in ms, by id, as in that file
  private final Set<String> doubtful = new LinkedHashSet<>(); // to be compared before a commit
  private final Set<String> lost = new HashSet<>(); // those of which that was told
  private Long deniedAt;
  private int denied;
  private int next; // of the schemas that are asked for again
  private volatile GyreException other;
  private volatile Schema failed; // why a glance found none the last time
  private volatile long failedAt;

  /** Commits do not wait for a registry from which not even a refusal comes: look does. */
  private volatile boolean silent;

  /**
   * @param registry asks for a schema, as {@link SchemaRegistry#find}
   * @param url of it, for messages
   * @param wait for how long a schema may be unknown before its records are dead letters; zero if
   *     the registry knows each from the beginning
   * @param waits the file that keeps for how long schemas were waited for, so that a restart counts
   *     on; null if each counts anew
   * @param nanos a clock, as {@link System#nanoTime}
   * @param onOther the exception for a schema of an id that is another one than it was at an URL;
   *     null if none is compared
   */
  public UsedSchemas(
      Function<String, Schema> registry,
      String url,
      Duration wait,
      Path waits,
      LongSupplier nanos,
      BiFunction<String, String, GyreException> onOther) {
    this.registry = registry;
    this.url = url;
    this.wait = wait;
    this.waits = waits;
    this.nanos = nanos;
    this.onOther = onOther;
    try {
      if (waits != null && Files.exists(waits)) {
        waited.putAll(JSON.readerForMapOf(Long.class).readValue(waits.toFile()));
      }
    } catch (IOException e) {
      LOG.info("{} is no file of waits", waits, e);
    }
  }

  /** Finds schemas for reading alone, as {@link #glance} does; none without a registry. */
  public static Function<String, Schema> glancing(SchemaRegistry registry) {
    UsedSchemas used = of(registry, Duration.ZERO, null, null);
    return used == null ? id -> null : used::glance;
  }

  /** Finds schemas for reading alone, as {@link #await} does; none without a registry. */
  public static Function<String, Schema> awaiting(
      SchemaRegistry registry,
      Duration wait,
      Path waits,
      Consumer<String> told,
      BooleanSupplier stop) {
    UsedSchemas used = of(registry, wait, waits, null);
    return id -> used == null ? null : used.await(id, told, stop);
  }

  /** Makes those of a registry; null without one. */
  public static UsedSchemas of(
      SchemaRegistry registry,
      Duration wait,
      Path waits,
      BiFunction<String, String, GyreException> onOther) {
    return registry == null
        ? null
        : new UsedSchemas(registry::find, registry.url(), wait, waits, System::nanoTime, onOther);
  }

  /**
   * Waits for a schema, or why its records cannot be read, with a pause of half a second between
   * two questions.
   *
   * @param told gets the reason why it waits, each time that it is another one
   * @throws SchemaWaitException once it is to stop, or the thread is interrupted
   */
  public Schema await(String id, Consumer<String> told, BooleanSupplier stop) {
    String last = null;
    while (true) {
      try {
        return get(id);
      } catch (SchemaWaitException e) {
        requireGoesOn(stop, e);
        if (!e.getMessage().equals(last)) {
          last = e.getMessage();
          told.accept(last);
        }
        LockSupport.parkNanos(ASK_AGAIN_NANOS);
        requireGoesOn(stop, e);
      }
    }
  }

  private static void requireGoesOn(BooleanSupplier stop, SchemaWaitException wait) {
    if (stop.getAsBoolean() || Thread.currentThread().isInterrupted()) {
      throw wait;
    }
  }

  /**
   * Returns a schema, or why its records cannot be read.
   *
   * @throws SchemaWaitException when that is not known yet
   */
  public Schema get(String id) {
    Schema found = known.get(id);
    return found == null ? ask(id) : found;
  }

  /** Returns a schema, denied if it is not to be had now; then nothing is asked for a second. */
  Schema glance(String id) {
    Schema found = known.get(id);
    if (found == null && (failed == null || nanos.getAsLong() - failedAt >= PAUSE_NANOS)) {
      try {
        found = registry.apply(id);
        known.put(id, found);
        failed = null;
      } catch (RegistryException e) {
        failed = Schema.denied(e.getMessage());
        failedAt = nanos.getAsLong();
      }
    }
    return found == null ? failed : found;
  }

  private Schema ask(String id) {
    try {
      Schema found = registry.apply(id);
      synchronized (this) {
        unknownSince.remove(id);
        if (waited.remove(id) != null) {
          keepWaits();
        }
        known.put(id, found);
      }
      LOG.info("Schema {} of {}: {}", id, url, found.described());
      return found;
    } catch (RegistryException e) {
      return deny(id, e);
    }
  }

  private synchronized Schema deny(String id, RegistryException e) {
    String cause = e.getMessage().replaceFirst("^T", "t").replaceFirst("\\.$", "");
    if (!e.isUnknown()) {
      unknownSince.clear();
      if (!waited.isEmpty()) {
        waited.clear();
        keepWaits();
      }
      throw new SchemaWaitException(id, "the schema %s is awaited: %s".formatted(id, cause), e);
    }
    long now = nanos.getAsLong();
    long before = TimeUnit.MILLISECONDS.toNanos(waited.getOrDefault(id, 0L));
    long since = unknownSince.computeIfAbsent(id, first -> now - before);
    boolean trusted = wait.isZero() || deniedAt != null && now - deniedAt < TRUSTED_NANOS;
    String limit = DurationText.of(wait.toMillis());
    if (!trusted) {
      // Also when it is over: what is denied may be lost before it is committed.
      waited.put(id, TimeUnit.NANOSECONDS.toMillis(now - since));
      keepWaits();
    }
    if (now - since < wait.toNanos() && !trusted) {
      throw new SchemaWaitException(
          id,
          "the schema %s is awaited for up to %s: %s. After that its records are dead letters"
              .formatted(id, limit, cause),
          e);
    }
    if (!trusted) {
      deniedAt = now;
    }
    unknownSince.remove(id);
    if (++denied > MOST_DENIED) {
      known.values().removeIf(each -> each.denied() != null);
      denied = 0;
    }
    Schema refused =
        Schema.denied(
            "the schema registry has none of this id%s"
                .formatted(trusted ? "" : ", which was awaited for " + limit));
    known.put(id, refused);
    LOG.atLevel(trusted ? Level.DEBUG : Level.WARN)
        .log("Schema {} of {}: {}. Its records are dead letters", id, url, refused.denied());
    return refused;
  }

  private void keepWaits() {
    if (waits == null) {
      return;
    }
    try {
      Path fresh = waits.resolveSibling(waits.getFileName() + ".new");
      Files.createDirectories(waits.getParent());
      JSON.writeValue(fresh.toFile(), waited);
      Files.move(fresh, waits, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.debug("a restart begins to wait anew", e);
    }
  }

  /**
   * Takes a schema over from where it was used before; it is compared before the next commit.
   *
   * @throws GyreException when another one is used here
   */
  public synchronized void use(String id, Schema schema) {
    Schema present = known.putIfAbsent(id, schema);
    if (schema.denied() != null) {
      return;
    }
    if (present != null && present.denied() == null && !present.equals(schema)) {
      throw onOther.apply(id, url);
    }
    if (present == null || present.denied() != null) {
      known.put(id, schema);
      doubtful.add(id);
    }
  }

  private enum Comparison {
    SAME,
    OTHER,
    LOST,
    NO_ANSWER
  }

  /** Asks again for those in doubt, and for one more, another one each time. */
  public void look(Consumer<GyreException> onFailure) {
    List<String> ids = List.copyOf(known.keySet());
    if (ids.isEmpty()) {
      return;
    }
    compareDoubtful();
    next = (next + 1) % ids.size();
    String id = ids.get(next);
    switch (compare(id)) {
      case LOST -> {
        doubt(List.of(id));
        if (lost.add(id)) {
          LOG.warn(
              "{} no longer has the schema {}: others cannot read the records that name it until it is registered again, as each start does for the outputs",
              url,
              id);
        }
      }
      case NO_ANSWER -> doubt(ids);
      default -> {}
    }
    if (other != null) {
      onFailure.accept(other);
    }
  }

  private synchronized void doubt(List<String> ids) {
    for (String id : ids) {
      Schema schema = known.get(id);
      if (schema != null && schema.denied() == null) {
        doubtful.add(id);
      }
    }
  }

  /**
   * Makes sure before a commit that the same schemas were used, if there is an answer.
   *
   * @throws GyreException when one is another one
   */
  public void requireSame() {
    if (other == null && !silent) {
      compareDoubtful();
    }
    if (other != null) {
      throw other;
    }
  }

  private void compareDoubtful() {
    long begin = nanos.getAsLong();
    List<String> all;
    synchronized (this) {
      all = List.copyOf(doubtful);
    }
    for (String id : all) {
      Comparison found = compare(id);
      if (found == Comparison.NO_ANSWER || found == Comparison.OTHER) {
        return;
      }
      synchronized (this) {
        doubtful.remove(id);
        if (found == Comparison.LOST) {
          doubtful.add(id); // Behind the others: these are compared first the next time.
        }
      }
      if (nanos.getAsLong() - begin > COMPARING_NANOS) {
        return;
      }
    }
  }

  /** Asks for a schema again; one that was denied may be known by now. */
  private Comparison compare(String id) {
    long begin = nanos.getAsLong();
    Comparison found;
    Schema before = known.get(id);
    // One that was denied may be known by now, or denied in other words; it may be gone, too.
    boolean was = before != null && before.denied() == null;
    try {
      Schema present = registry.apply(id);
      found = was && !present.equals(before) ? Comparison.OTHER : Comparison.SAME;
      if (before != null && !was && present.denied() == null) {
        known.put(id, present);
      }
    } catch (RegistryException e) {
      LOG.debug("no comparing the schema {}", id, e);
      Comparison unknown = was ? Comparison.LOST : Comparison.SAME;
      found = e.isUnknown() ? unknown : Comparison.NO_ANSWER;
    }
    silent = found == Comparison.NO_ANSWER && nanos.getAsLong() - begin > SILENT_NANOS;
    if (found == Comparison.OTHER) {
      other = onOther.apply(id, url);
    }
    return found;
  }
}
