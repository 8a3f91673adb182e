package io.gyre.stream.start;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.FolderLock;
import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.kafka.KafkaInternals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
 *  streams/       Kafka Streams' own: the stores
 * </pre>
 *
 * <p>Losing it loses nothing: it is restored from the changelogs. But with it a restart is quick. A
 * copy of it, though, would be a second instance with the identity of the first, and the two would
 * throw each other out of their group; so the folder says where it belongs.
 */
public final class StateFolder implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String CLOSED = "closed";
  private static final String OWNER = "instance";

  /** For stores whose changelogs tell for years what has been deleted. */
  static final Duration ANY_AGE = ChronoUnit.FOREVER.getDuration();

  private static final Path MACHINE_ID = Path.of("/etc/machine-id");

  /**
   * Whose folder it is.
   *
   * @param instance a UUID, made once: the instance's static membership in its group
   * @param application the id of the application
   * @param cluster the id of the Kafka cluster that the state is of
   * @param machine what the operating system calls the machine, empty where it has no name for it,
   *     as in most containers
   * @param path the folder itself, without symbolic links
   */
  record Owner(String instance, String application, String cluster, String machine, String path) {}

  private final Path folder;
  private final FolderLock lock;

  private StateFolder(Path folder, FolderLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** Opens a folder, making it if it is absent. */
  public static StateFolder open(Path folder) {
    return new StateFolder(folder, FolderLock.acquire(folder, "learner"));
  }

  /**
   * Holds the folder for a command that changes what its application has learned: no instance can
   * start on it meanwhile.
   *
   * @return null if no instance ever had it
   * @throws GyreException when a process uses it, or it belongs to another application or cluster
   */
  public static StateFolder hold(Path folder, String application, String cluster) {
    if (!Files.exists(folder.resolve(OWNER))) {
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

  private void refuseOther(String application, String cluster) {
    io(
        () -> {
          Owner owner = readOwner();
          if (owner != null) {
            refuse("the application", owner.application(), application);
            refuse("the Kafka cluster", owner.cluster(), cluster);
          }
          return owner;
        });
  }

  /** Something that reads or writes the folder. */
  @FunctionalInterface
  private interface Access<T> {
    T get() throws IOException;
  }

  private <T> T io(Access<T> access) {
    try {
      return access.get();
    } catch (IOException e) {
      throw new GyreException(
          "state folder %s: expected a folder that can be written, found: %s".formatted(folder, e),
          e);
    }
  }

  /**
   * Takes the folder for an application on a cluster, or makes sure that it is theirs.
   *
   * @return the id of this instance, the same at every start
   * @throws GyreException when it belongs to another application or cluster, or is a copy
   */
  public String claim(String application, String cluster) {
    refuseOther(application, cluster);
    return io(
        () -> {
          String path = folder.toRealPath().toString();
          Owner owner = readOwner();
          if (owner == null) {
            // Nobody knows whose stores these are, if there are any.
            deleteStores();
            owner = new Owner("" + UUID.randomUUID(), application, cluster, machine(), path);
            writeSafely(folder.resolve(OWNER), JSON.writeValueAsString(owner));
          }
          refuse("the machine", owner.machine(), machine());
          refuse("the place", owner.path(), path);
          return owner.instance();
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

  private static String machine() throws IOException {
    return Files.isReadable(MACHINE_ID) ? Files.readString(MACHINE_ID).strip() : "";
  }

  /** The owner, or null when there is none, or none that can be read. */
  private Owner readOwner() throws IOException {
    Path file = folder.resolve(OWNER);
    try {
      return Files.exists(file) ? JSON.readValue(Files.readAllBytes(file), Owner.class) : null;
    } catch (JsonProcessingException damaged) {
      return null;
    }
  }

  private static void writeSafely(Path target, String text) throws IOException {
    Path fresh = target.resolveSibling(target.getFileName() + ".new");
    try (FileChannel file =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      file.write(UTF_8.encode(text));
      file.force(true);
    }
    Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Returns the id by which Kafka Streams knows this process, the same at every start: it is part
   * of the ids of transactions. Kafka Streams would make one itself, but not tell it before it
   * runs.
   */
  public String process(String application) {
    Path file = streams().resolve(application).resolve(KafkaInternals.PROCESS_FILE);
    return io(
        () -> {
          String known = readProcess(file);
          if (known != null) {
            return known;
          }
          String process = UUID.randomUUID().toString();
          Files.createDirectories(file.getParent());
          writeSafely(file, JSON.writeValueAsString(Map.of(KafkaInternals.PROCESS_ID, process)));
          return process;
        });
  }

  /** Null if there is none that can be read. */
  private static String readProcess(Path file) throws IOException {
    try {
      return Files.exists(file)
          ? UUID.fromString(
                  JSON.readTree(Files.readAllBytes(file)).path(KafkaInternals.PROCESS_ID).asText())
              .toString()
          : null;
    } catch (JsonProcessingException | IllegalArgumentException damaged) {
      return null;
    }
  }

  public Path streams() {
    return folder.resolve("streams");
  }

  /**
   * What the stores are.
   *
   * @param crashed whether a crash has left them open: they may hold what was never committed.
   *     Kafka Streams would find that out one after another, drop its task and join the group again
   * @param age how long ago they last followed the cluster: their changelogs may no longer tell
   *     what has been deleted since
   */
  public record Stores(boolean crashed, Duration age) {}

  public Stores stores() {
    return io(() -> new Stores(Files.exists(running()), age()));
  }

  /** Notes that stores are going to be opened. */
  public void beginRun() {
    io(() -> Files.write(running(), new byte[0]));
  }

  private Path running() {
    return folder.resolve("running");
  }

  /**
   * How long ago the stores were up to date; without end if a clock says that it was in the future.
   */
  private Duration age() throws IOException {
    Path closed = folder.resolve(CLOSED);
    if (!Files.exists(closed)) {
      return Duration.ZERO; // There are none.
    }
    Duration age = Duration.between(Files.getLastModifiedTime(closed).toInstant(), Instant.now());
    return age.isNegative() ? ANY_AGE : age;
  }

  /** Notes that the stores have been closed as they should, and until when they followed. */
  public void endRun(Instant followed) {
    io(
        () -> {
          Path closed = Files.writeString(folder.resolve(CLOSED), "");
          Files.setLastModifiedTime(closed, FileTime.from(followed));
          return Files.deleteIfExists(running());
        });
  }

  /** Tells whether there are stores in it. */
  public boolean hasStores() {
    return !io(this::storeFolders).isEmpty();
  }

  /**
   * Deletes the stores. What names the instance stays, so that its next transaction ends the one
   * that it may have left open.
   */
  public void deleteStores() {
    try {
      for (Path store : storeFolders()) {
        Utils.delete(store.toFile());
      }
    } catch (IOException e) {
      throw new GyreException("state folder %s: cannot be deleted: %s".formatted(folder, e), e);
    }
  }

  private List<Path> storeFolders() throws IOException {
    if (!Files.isDirectory(streams())) {
      return List.of();
    }
    int depth = streams().getNameCount() + 2;
    try (Stream<Path> found = Files.walk(streams(), 2)) {
      return found.filter(path -> path.getNameCount() == depth && Files.isDirectory(path)).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  public Path path() {
    return folder;
  }

  @Override
  public void close() {
    lock.close();
  }
}
