package io.gyre.app;

import io.gyre.GyreException;
import io.gyre.file.DataFile;
import io.gyre.file.FileFormat;
import io.gyre.file.LabelColumn;
import io.gyre.format.RecordSettings;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.page.Dashboard;
import io.gyre.page.live.FileRefusedException;
import io.gyre.page.live.FileRefusedException.Reason;
import io.gyre.page.live.UploadControls;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that are dropped on the page of {@code gyre up}: one comes, waits to be started, and is
 * learned from, on its own topics, in the place of the one before. They are forgotten with the
 * process. Thread-safe; slow work runs on a separate thread.
 */
public final class UploadedFiles implements UploadControls, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UploadedFiles.class);

  private static final int MAX_NAME = 255;
  private static final long LOOK_MS = 200;
  private static final long CLOSE_SECONDS = 50;

  private final ClusterAccess cluster;
  private final UploadFolder folder;
  private final String main;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "dropped-files");
            thread.setDaemon(true);
            return thread;
          });

  private final CompletableFuture<Dashboard> page = new CompletableFuture<>();
  private volatile UploadedFileRun run;

  private boolean arriving;

  /** A file that has come and is not started yet; may be null. */
  private Waiting waiting;

  private record Waiting(DataFile file, Preview preview) {}

  /** Deletes what a killed process has left, except the main application beside them. */
  public UploadedFiles(ClusterAccess cluster, UploadFolder folder, String main) {
    this.cluster = cluster;
    this.folder = folder;
    this.main = main;
    try {
      folder.deleteFiles();
      folder.applications().stream().filter(id -> !id.equals(main)).forEach(this::delete);
    } catch (RuntimeException e) {
      LOG.warn("What is left in {} cannot be deleted now", folder.path(), e);
    }
  }

  /** Lets files be started from now on. */
  public void showOn(Dashboard served) {
    page.complete(served);
    worker.scheduleWithFixedDelay(
        () -> Optional.ofNullable(run).ifPresent(present -> present.look()),
        LOOK_MS,
        LOOK_MS,
        TimeUnit.MILLISECONDS);
  }

  @Override
  public State state() {
    UploadedFileRun present = run;
    return new State(FileUpload.MAX_BYTES, present == null ? null : present.shown());
  }

  @Override
  public synchronized Arriving receive(String path, long bytes) {
    String name = leaf(path);
    FileFormat format = FileFormat.ofName(name).orElseThrow(() -> ofNoFormat(name));
    if (bytes > FileUpload.MAX_BYTES) {
      throw FileUpload.tooLarge(name);
    }
    if (arriving) {
      throw new FileRefusedException(
          Reason.BUSY, "another file is being sent; wait until it is there");
    }
    DataFile file = new DataFile(folder.newFile(), format, name);
    Arriving upload = new FileUpload(file, preview -> arrived(file, preview));
    arriving = true;
    return upload;
  }

  /** Returns the name alone: a client that is no browser may send a path. */
  private static String leaf(String path) {
    String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    if (name.isBlank() || name.length() > MAX_NAME) {
      throw GyreException.of(
          "name: expected 1 to %d characters, found %d", MAX_NAME, name.length());
    }
    return name;
  }

  private static GyreException ofNoFormat(String name) {
    return GyreException.of(
        "%s: expected a name that says how the file is written, ending in %s, with .gz behind it or not",
        name,
        Arrays.stream(FileFormat.values())
            .flatMap(format -> format.endings.stream())
            .collect(Collectors.joining(", ")));
  }

  private synchronized void arrived(DataFile file, Preview preview) {
    arriving = false;
    if (preview != null) {
      forgetWaiting();
      waiting = new Waiting(file, preview);
    }
  }

  private synchronized void forgetWaiting() {
    if (waiting != null) {
      UploadFolder.delete(waiting.file().path());
      waiting = null;
    }
  }

  @Override
  public CompletableFuture<String> start(Start wanted) {
    return CompletableFuture.supplyAsync(() -> begin(wanted), worker);
  }

  private String begin(Start wanted) {
    DataFile file = waiting(wanted);
    UpFile next =
        new UpFile(
            file,
            LabelColumn.named(wanted.label()),
            rows -> records(file, wanted, rows.columns()),
            false,
            null,
            folder.path());
    forget(); // only now, when nothing speaks against the next
    requireOwn(next);
    folder.begin(next.application);
    try {
      UploadedFileRun started = new UploadedFileRun(next, wanted.perSecond(), cluster);
      run = started;
      page.join().add(next.application, next.names(), started.run.sources(next, this));
    } catch (RuntimeException e) {
      forget();
      delete(next.application);
      throw e instanceof KafkaException ? new GyreException(e.getMessage(), e) : e;
    }
    synchronized (this) {
      waiting = null;
    }
    return next.application;
  }

  private synchronized DataFile waiting(Start wanted) {
    if (waiting == null || !waiting.preview().file().equals(wanted.file())) {
      throw new GyreException("file: expected one that has been sent, found none; send it again");
    }
    LabelColumn.requireColumn("label", wanted.label(), waiting.preview().columns());
    return waiting.file();
  }

  /** Makes the settings as the command line does: the label may be called id. */
  private static RecordSettings records(DataFile file, Start wanted, List<String> columns) {
    boolean named =
        Stream.of(List.of(wanted.label()), wanted.ignore(), wanted.keys())
            .anyMatch(used -> used.contains(RecordSettings.ID));
    RecordSettings records =
        RecordSettings.json(wanted.label(), named ? null : RecordSettings.ID, null)
            .withIgnored(wanted.ignore())
            .withKeys(wanted.keys());
    records.requireFields(columns);
    return FirstRows.settle(file, LabelColumn.named(wanted.label()), records);
  }

  /** Returns the topics of an application that are there: all are its own. */
  private static Set<String> topics(ApplicationOnCluster stored) {
    Set<String> names = stored.ownTopics();
    names.addAll(UpFile.names(stored.application()).all());
    return stored.existing(names);
  }

  /** Requires that an application is not another's, whose topics would be deleted with it. */
  private void requireOwn(UpFile file) {
    String id = file.application;
    try (Admin admin = cluster.admin()) {
      ApplicationOnCluster stored = new ApplicationOnCluster(new ClusterAdmin(admin), id);
      if (id.equals(main) || !topics(stored).isEmpty() || !stored.offsets().isEmpty()) {
        throw GyreException.of(
            "%s: there is an application %s already; give the file another name", file.name(), id);
      }
    }
  }

  @Override
  public CompletableFuture<Void> stop() {
    return CompletableFuture.runAsync(
        () -> {
          forget();
          forgetWaiting();
        },
        worker);
  }

  /** Stops and deletes the run, whatever has become of it. */
  private void forget() {
    UploadedFileRun present = run;
    if (present != null) {
      run = null;
      present.close();
      page.join().remove(present.file.application);
      delete(present.file.application);
    }
  }

  /** Deletes the state learned from a file; the next start deletes any rest. */
  private void delete(String application) {
    try (Admin admin = cluster.admin()) {
      ApplicationOnCluster stored = new ApplicationOnCluster(new ClusterAdmin(admin), application);
      // The group members of a killed process stay for some seconds.
      stored.group().removeMembers("");
      stored.group().delete();
      if (!stored.cluster().deleteTopics(topics(stored))) {
        throw new GyreException("its topics are still there: " + topics(stored));
      }
      UploadFolder.delete(folder.path().resolve(application));
      LOG.info("What was learned from the dropped file {} is forgotten", application);
    } catch (RuntimeException e) {
      LOG.warn(
          "What was learned from the dropped file {} cannot be deleted now; the next start deletes it",
          application,
          e);
    }
  }

  @Override
  public void close() {
    CompletableFuture<Void> stopped = stop();
    worker.shutdown();
    try {
      stopped.copy().orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      LOG.warn("Dropped files are not forgotten yet; the next start does that", e);
    }
    Utils.closeQuietly(folder::deleteFiles, "dropped files");
  }
}
