package io.gyre.run;

import io.gyre.GyreException;
import io.gyre.dashboard.Dashboard;
import io.gyre.dashboard.page.FileRefusedException;
import io.gyre.dashboard.page.FileRefusedException.Reason;
import io.gyre.dashboard.page.UploadControls;
import io.gyre.data.RecordSettings;
import io.gyre.file.DataFile;
import io.gyre.file.FileFormat;
import io.gyre.file.LabelColumn;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that are dropped on the page of {@code gyre up}: one comes, waits to be started, and is
 * learned from, on topics of its own. They are forgotten with the process. Thread-safe; what takes
 * its time is done on a thread of its own.
 */
public final class UploadedFiles implements UploadControls, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UploadedFiles.class);

  /** Bytes that the rest of Gyre may need on the disk meanwhile. */
  private static final long RESERVE_BYTES = 512L << 20;

  /** Topics and stores of a file take so many times its length. */
  private static final int SPACE = 4;

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

  private volatile Dashboard page;
  private volatile UploadedFileRun run;

  private boolean arriving;

  private boolean starting;

  /** A file that has come and is not started yet; null for none. */
  private Waiting waiting;

  private record Waiting(DataFile file, Preview preview) {}

  private UploadedFiles(ClusterAccess cluster, UploadFolder folder, String main) {
    this.cluster = cluster;
    this.folder = folder;
    this.main = main;
  }

  /**
   * Deletes what a process that was killed has left.
   *
   * @param main the application beside which they are learned from
   */
  public static UploadedFiles open(ClusterAccess cluster, UploadFolder folder, String main) {
    UploadedFiles files = new UploadedFiles(cluster, folder, main);
    files.deleteLeft();
    return files;
  }

  /** Deletes what a killed process left; if that fails, the next start tries again. */
  private void deleteLeft() {
    try {
      folder.deleteFiles();
      folder.applications().stream().filter(id -> !id.equals(main)).forEach(this::delete);
    } catch (RuntimeException e) {
      LOG.warn("What is left in {} cannot be deleted now", folder.path(), e);
    }
  }

  /** From now on files can be started. */
  public void showOn(Dashboard served) {
    page = served;
    worker.scheduleWithFixedDelay(this::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    UploadedFileRun present = run;
    if (present != null) {
      present.look(() -> requireSpace(0));
    }
  }

  @Override
  public State state() {
    UploadedFileRun present = run;
    return new State(FileUpload.MAX_BYTES, present == null ? null : present.shown());
  }

  @Override
  public synchronized Arriving receive(String path, long bytes) {
    String name = leaf(path);
    FileFormat format = format(name);
    if (bytes > FileUpload.MAX_BYTES) {
      throw FileUpload.tooLarge(name);
    }
    requireNoneStreams();
    if (arriving) {
      throw new FileRefusedException(
          Reason.BUSY, "another file is being sent; wait until it is there");
    }
    if (starting) {
      throw new FileRefusedException(Reason.BUSY, "another file is being started; stop it first");
    }
    requireSpace(Math.max(0, bytes));
    DataFile file = new DataFile(folder.newFile(), format, name);
    Arriving arrivingFile = new FileUpload(file, preview -> arrived(file, preview));
    arriving = true;
    return arrivingFile;
  }

  /** Returns the name alone: a client that is no browser may send a path. */
  private static String leaf(String path) {
    String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    if (name.isBlank() || name.length() > MAX_NAME) {
      throw new GyreException(
          "name: expected 1 to %d characters, found %d".formatted(MAX_NAME, name.length()));
    }
    return name;
  }

  private static FileFormat format(String name) {
    return FileFormat.ofName(name)
        .orElseThrow(
            () ->
                new GyreException(
                    "%s: expected a name that says how the file is written, ending in %s, with .gz behind it or not"
                        .formatted(
                            name,
                            Arrays.stream(FileFormat.values())
                                .flatMap(format -> format.endings().stream())
                                .collect(Collectors.joining(", ")))));
  }

  private void requireNoneStreams() {
    UploadedFileRun present = run;
    if (present != null && present.isActive()) {
      throw new FileRefusedException(
          Reason.BUSY, "%s is still being learned from; stop it first".formatted(present.name()));
    }
  }

  private void requireSpace(long bytes) {
    long wanted = bytes + RESERVE_BYTES;
    if (folder.free() < wanted) {
      throw new FileRefusedException(
          Reason.NO_SPACE,
          "the disk has not enough room: expected %,d bytes that are free, found %,d"
              .formatted(wanted, folder.free()));
    }
  }

  private synchronized void arrived(DataFile file, Preview preview) {
    arriving = false;
    if (preview != null) {
      forgetWaiting();
      waiting = new Waiting(file, preview);
    }
  }

  private void forgetWaiting() {
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
    Waiting file = toStart(wanted);
    UploadedFileRun started;
    try {
      started = started(file, wanted);
    } catch (RuntimeException e) {
      putBack(file);
      throw e;
    }
    synchronized (this) {
      starting = false;
      run = started;
    }
    worker.execute(() -> started.start(cluster, page, this));
    return started.application();
  }

  /** Forgets the earlier run only when nothing speaks against this one. */
  private UploadedFileRun started(Waiting file, Start wanted) {
    requireSpace(SPACE * file.file().unpackedBytes());
    LabelColumn.requireColumn("label", wanted.label(), file.preview().columns());
    String name = FileRunFolder.application(file.file().name());
    UpFile upFile = upFile(file.file(), name, wanted);
    forget();
    String application = freeId(name);
    if (!application.equals(name)) {
      upFile = upFile(file.file(), application, wanted);
    }
    folder.begin(application);
    return new UploadedFileRun(upFile, wanted.rate());
  }

  private UpFile upFile(DataFile file, String application, Start wanted) {
    RecordSettings records = records(wanted);
    return new UpFile(
        file,
        application,
        LabelColumn.named(wanted.label()),
        rows -> checked(records, rows.columns()),
        false,
        folder.path());
  }

  /** Lets it wait again, unless another has come meanwhile. */
  private synchronized void putBack(Waiting file) {
    starting = false;
    if (waiting == null) {
      waiting = file;
    } else {
      UploadFolder.delete(file.file().path());
    }
  }

  /** Takes it from those that wait, so that no other upload deletes it. */
  private synchronized Waiting toStart(Start wanted) {
    requireNoneStreams();
    if (page == null) {
      throw new FileRefusedException(Reason.BUSY, "Gyre is still starting; try again");
    }
    if (waiting == null || !waiting.preview().file().equals(wanted.file())) {
      throw new GyreException("file: expected one that has been sent, found none; send it again");
    }
    Waiting taken = waiting;
    waiting = null;
    starting = true;
    return taken;
  }

  /** Makes the settings as the command line does: the label may be called id. */
  private static RecordSettings records(Start wanted) {
    boolean named =
        wanted.label().equals(RecordSettings.ID) || wanted.ignore().contains(RecordSettings.ID);
    return new RecordSettings(
        wanted.label(),
        named ? null : RecordSettings.ID,
        null,
        List.of(),
        wanted.ignore(),
        List.of(),
        RecordSettings.Format.JSON,
        List.of(),
        ',');
  }

  private static RecordSettings checked(RecordSettings records, List<String> columns) {
    records.requireFields(columns);
    return records;
  }

  /** Returns the topics of an application that are there: all are its own. */
  private static Set<String> topics(ApplicationResources stored, String application) {
    Set<String> names = stored.internalTopics();
    names.addAll(stored.existing(UpFile.names(application).all()));
    return names;
  }

  /** Returns an id that no other application has on this broker, nor its topics. */
  private String freeId(String wanted) {
    try (Admin admin = cluster.admin()) {
      for (int number = 1; ; number++) {
        String id = number == 1 ? wanted : wanted + "-" + number;
        ApplicationResources stored = new ApplicationResources(admin, id);
        if (!id.equals(main)
            && topics(stored, id).isEmpty()
            && stored.offsets().isEmpty()
            && !folder.applications().contains(id)) {
          return id;
        }
      }
    }
  }

  @Override
  public CompletableFuture<Void> stop() {
    return CompletableFuture.runAsync(
        () -> {
          forget();
          synchronized (this) {
            forgetWaiting();
          }
        },
        worker);
  }

  /** Stops and deletes the run, whatever has become of it. */
  private void forget() {
    UploadedFileRun present = run;
    if (present == null) {
      return;
    }
    present.stop();
    page.remove(present.application());
    delete(present.application());
    run = null;
  }

  /** Deletes what was learned from a file; what is left the next start deletes. */
  private void delete(String application) {
    try (Admin admin = cluster.admin()) {
      ApplicationResources stored = new ApplicationResources(admin, application);
      // The places of a process that was killed stay for some seconds.
      stored.group().removeMembers("", ClusterAdmin.TIMEOUT);
      stored.group().delete();
      stored.cluster().deleteTopics(topics(stored, application));
      if (!ClusterAdmin.appears(() -> topics(stored, application).isEmpty())) {
        throw new GyreException("its topics are still there: " + topics(stored, application));
      }
      folder.end(application);
    } catch (RuntimeException e) {
      LOG.warn(
          "What was learned from the dropped file {} cannot be deleted now; the next start deletes it",
          application,
          e);
    }
  }

  /** Stops and forgets everything. */
  @Override
  public void close() {
    CompletableFuture<Void> stopped = stop();
    worker.shutdown();
    try {
      stopped.get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("A dropped file is not forgotten yet; the next start does that", e);
    }
    try {
      folder.deleteFiles();
    } catch (GyreException e) {
      LOG.warn("Dropped files cannot be deleted now; the next start deletes them", e);
    }
  }
}
