package io.gyre.stream.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.registry.RegistryFaults;
import io.gyre.registry.SchemaWaitException;
import io.gyre.registry.UsedSchemas;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.apache.lucene.tests.mockfile.FilterFileSystemProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The nth call of the file system fails, and the process dies of it, for n = 1, 2, 3 until a run
 * has no nth call. The next start is the same instance, and trusts no store that was left open.
 */
class NthFileCallTest {

  private static final Duration BEFORE = Duration.ofHours(1);

  /** Fails at one call, of those that read or write. */
  private static final class Failing extends FilterFileSystemProvider {

    private int left;

    Failing(Path of, int nth) {
      super("failing", of.getFileSystem());
      left = nth;
    }

    private Path call(Path file) throws IOException {
      if (--left == 0) {
        throw new FileSystemException(file.toString(), null, "made by the test");
      }
      return file;
    }

    boolean hasFailed() {
      return left <= 0;
    }

    @Override
    public void checkAccess(Path file, AccessMode... modes) throws IOException {
      super.checkAccess(call(file), modes);
    }

    @Override
    public SeekableByteChannel newByteChannel(
        Path file, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      return super.newByteChannel(call(file), options, attributes);
    }

    @Override
    public FileChannel newFileChannel(
        Path file, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      return super.newFileChannel(call(file), options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
        Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
      return super.newDirectoryStream(call(folder), filter);
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
      super.createDirectory(call(folder), attributes);
    }

    @Override
    public void delete(Path file) throws IOException {
      super.delete(call(file));
    }

    @Override
    public void move(Path from, Path to, CopyOption... options) throws IOException {
      super.move(call(from), to, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
        Path file, Class<A> type, LinkOption... options) throws IOException {
      return super.readAttributes(call(file), type, options);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <V extends FileAttributeView> V getFileAttributeView(
        Path file, Class<V> type, LinkOption... options) {
      V view = super.getFileAttributeView(file, type, options);
      return (V)
          Proxy.newProxyInstance(
              Failing.class.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, arguments) -> {
                call(file);
                return method.invoke(view, arguments);
              });
    }
  }

  @TempDir Path temporary;

  /** A start, a wait for a schema, and an end, as an instance has them; returns who it is. */
  private static String live(Path home) throws IOException {
    try (StateFolder folder = StateFolder.open(home)) {
      String instance = folder.claim("app", "cluster") + " " + folder.process("app");
      Path store = store(folder);
      StateFolder.Stores stores = folder.stores();
      if (stores.crashed()) {
        folder.deleteStores();
      }
      if (Files.exists(store)) {
        assertThat(store).as("a store that is trusted").hasContent("closed");
        assertThat(stores.age()).isGreaterThanOrEqualTo(BEFORE);
      }
      folder.beginRun();
      Files.createDirectories(store.getParent());
      Files.writeString(store, "open");
      awaitSchema(home);
      Files.writeString(store, "closed");
      folder.endRun(Instant.now().minus(BEFORE));
      return instance;
    }
  }

  /** Nothing but the time for which it has been waited may be lost. */
  private static void awaitSchema(Path home) {
    UsedSchemas schemas =
        new UsedSchemas(
            id -> {
              throw RegistryFaults.unknown("there is none");
            },
            "registry",
            Duration.ofMinutes(1),
            StateFolder.waits(home),
            () -> 0,
            (id, url) -> new GyreException(id));
    assertThatThrownBy(() -> schemas.get("7")).isInstanceOf(SchemaWaitException.class);
  }

  /** What an instance begins with whose nth call fails. */
  private enum Begun {
    NEVER,
    ENDED,
    CRASHED
  }

  @ParameterizedTest
  @EnumSource
  void shouldGoOnOrSayWhatIsWrongWhicheverCallFails(Begun begun) throws IOException {
    int nth = 1;
    int refused = 0;
    for (boolean failed = true; failed; nth++) {
      Path home = Files.createDirectory(temporary.resolve("run-" + nth));
      String instance = begun == Begun.NEVER ? null : live(home);
      if (begun == Begun.CRASHED) {
        crash(home);
      }
      Failing files = new Failing(home, nth);
      try {
        live(files.wrapPath(home));
      } catch (GyreException e) {
        assertThat(e).hasMessageContaining(home.toString());
        refused++;
      }
      String next = live(home);
      assertThat(next).as("call " + nth).isEqualTo(instance == null ? next : instance);
      failed = files.hasFailed();
    }
    System.out.printf("%s: %d of %d calls ended a start%n", begun, refused, nth - 2);
    assertThat(refused).isGreaterThan(5);
  }

  private static void crash(Path home) throws IOException {
    try (StateFolder folder = StateFolder.open(home)) {
      folder.beginRun();
      Files.writeString(store(folder), "open");
    }
  }

  private static Path store(StateFolder folder) {
    // Kafka Streams has its own calls, of which these tests make none fail.
    return folder.streams().resolve("app").resolve("0_0").resolve("entries").toFile().toPath();
  }
}
