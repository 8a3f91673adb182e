package io.gyre.stream.start;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.SYNC;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.FolderLock;
import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.kafka.KafkaInternals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;

/**
 * The folder where one instance keeps its state, locked while it is open.
 *
 * <pre>
 *  lock           held by the process that uses the folder
 *  instance       whose folder it is: {@link Owner}
 *  running        there while stores are open, and after a crash
 *  closed         its time: until when the stores followed the cluster before they were closed
 *  awaited        for how long schemas have been waited for
 *  streams/       Kafka Streams' own: the stores
 * </pre>
 *
 * <p>With it a restart is quick; without it the changelogs restore all. A copy would be a second
 * instance with the identity of the first, and the two would throw each other out of their group;
 * so the folder records its owner.
 */
public record StateFolder(Path folder, FolderLock lock) implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String CLOSED = "closed";
  private static final String OWNER = "instance";
  private static final String RUNNING = "running";

  /** For stores whose changelogs keep deletions for years. */
  static final Duration ANY_AGE = ChronoUnit.FOREVER.getDuration();

  private static final Path MACHINE_ID = Path.of("/etc/machine-id");

  /**
   * Whose folder it is.
   *
   * @param instance a UUID, made once: the instance's static membership in its group
   * @param machine the operating system's name for the machine; empty in most containers
   * @param path the folder itself, without symbolic links
   */
  record Owner(String instance, String application, String cluster, String machine, String path) {}

  /**
   * The stores as they were left.
   *
   * @param crashed whether a crash has left them open: they may hold uncommitted entries. Kafka
   *     Streams would find that out for one after another, and join the group again each time
   * @param age since when they have not followed the cluster: their changelogs may no longer tell
   *     what has been deleted since
   */
  public record Stores(boolean crashed, Duration age) {}

  public static StateFolder open(Path folder) {
    return new StateFolder(folder, FolderLock.acquire(folder, "learner"));
  }

  /**
   * Locks the folder for a command, so that no instance can start on it; null if none ever did.
   *
   * @throws GyreException when a process uses it, or it belongs to another application or cluster
   */
  public static StateFolder hold(Path folder, String application, String cluster) {
    if (Files.notExists(folder.resolve(OWNER))) {
      return null;
    }
    StateFolder held = open(folder);
    try {
      held.refuseOther(application, cluster);
      return held;
    } catch (RuntimeException e) {
      held.close();
      throw e;
    }
  }

  private Owner refuseOther(String application, String cluster) {
    Owner owner = io(() -> read(folder.resolve(OWNER), Owner.class));
    if (owner != null) {
      refuse("the application", owner.application(), application);
      refuse("the Kafka cluster", owner.cluster(), cluster);
    }
    return owner;
  }

  private <T> T io(FolderLock.Access<T> access) {
    return FolderLock.access("state folder " + folder, access);
  }

  /**
   * Takes the folder for an application on a cluster, or makes sure that it is theirs.
   *
   * @return the id of this instance, the same at every start
   * @throws GyreException when it belongs to another application or cluster, or is a copy
   */
  public String claim(String application, String cluster) {
    Owner known = refuseOther(application, cluster);
    return io(
        () -> {
          String path = folder.toRealPath().toString();
          String machine = Files.isReadable(MACHINE_ID) ? Files.readString(MACHINE_ID).strip() : "";
          if (known != null) {
            refuse("the machine", known.machine(), machine);
            refuse("the place", known.path(), path);
            return known.instance();
          }
          // The owner of any stores here is unknown.
          deleteStores();
          String instance = UUID.randomUUID().toString();
          write(folder.resolve(OWNER), new Owner(instance, application, cluster, machine, path));
          return instance;
        });
  }

  private void refuse(String what, String belongsTo, String found) {
    if (!found.equals(belongsTo)) {
      throw new GyreException(
          "state folder %s: expected it to belong to %s %s, found that it belongs to %s: it was made by another, copied or moved"
              .formatted(folder, what, found, belongsTo),
          Remedy.of(Kind.OTHER_STATE_FOLDER),
          Remedy.of(Kind.DELETE_STATE, folder));
    }
  }

  private static <T> T read(Path file, Class<T> type) throws IOException {
    try {
      return JSON.readValue(Files.readAllBytes(file), type);
    } catch (NoSuchFileException | JsonProcessingException absentOrDamaged) {
      return null;
    }
  }

  /** Writes a file as JSON: whole or, whenever the machine may fail, not at all. */
  public static void write(Path target, Object value) throws IOException {
    Path fresh = target.resolveSibling(target.getFileName() + ".new");
    Files.writeString(
        fresh, JSON.writeValueAsString(value), CREATE, TRUNCATE_EXISTING, WRITE, SYNC);
    Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Returns the id of this process in the ids of transactions, the same at every start. Kafka
   * Streams would make one itself, but not tell it before it runs.
   */
  public String process(String application) {
    Path file = streams().resolve(application).resolve(KafkaInternals.PROCESS_FILE);
    return io(
        () -> {
          JsonNode found = read(file, JsonNode.class);
          String known = found == null ? "" : found.path(KafkaInternals.PROCESS_ID).asText();
          if (known.matches(KafkaInternals.PROCESS)) {
            return known;
          }
          String process = UUID.randomUUID().toString();
          Files.createDirectories(file.getParent());
          write(file, Map.of(KafkaInternals.PROCESS_ID, process));
          return process;
        });
  }

  /** Returns the file of waits for schemas in a folder, which may not be there yet. */
  public static Path waits(Path folder) {
    return folder.resolve("awaited");
  }

  public Path streams() {
    return folder.resolve("streams");
  }

  public Stores stores() {
    return io(() -> new Stores(!Files.notExists(folder.resolve(RUNNING)), age()));
  }

  /** Returns no limit if a clock says that the stores were up to date in the future. */
  private Duration age() throws IOException {
    try {
      Instant closed = Files.getLastModifiedTime(folder.resolve(CLOSED)).toInstant();
      Duration age = Duration.between(closed, Instant.now());
      return age.isNegative() ? ANY_AGE : age;
    } catch (NoSuchFileException e) {
      return Duration.ZERO; // No stores exist.
    }
  }

  public void beginRun() {
    io(() -> Files.write(folder.resolve(RUNNING), new byte[0]));
  }

  /** Notes that the stores have been closed as they should, and until when they followed. */
  public void endRun(Instant followed) {
    io(
        () -> {
          Path closed = Files.writeString(folder.resolve(CLOSED), "");
          Files.setLastModifiedTime(closed, FileTime.from(followed));
          return Files.deleteIfExists(folder.resolve(RUNNING));
        });
  }

  public boolean hasStores() {
    return !io(this::storeFolders).isEmpty();
  }

  /** Deletes the stores. The instance keeps its name, to end a transaction that it left open. */
  public void deleteStores() {
    io(
        () -> {
          List<Path> stores = storeFolders();
          for (Path store : stores) {
            Utils.delete(store.toFile());
          }
          return stores;
        });
  }

  /** Forgets how long schemas were waited for, since all records will be read anew. */
  public void deleteWaits() {
    io(() -> Files.deleteIfExists(waits(folder)));
  }

  private List<Path> storeFolders() throws IOException {
    if (Files.notExists(streams())) {
      return List.of();
    }
    int depth = streams().getNameCount() + 2;
    try (Stream<Path> found =
        Files.find(streams(), 2, (path, is) -> path.getNameCount() == depth && is.isDirectory())) {
      return found.toList();
    }
  }

  @Override
  public void close() {
    lock.close();
  }
}
