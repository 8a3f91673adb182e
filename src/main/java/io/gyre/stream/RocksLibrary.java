package io.gyre.stream;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.jar.JarEntry;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.kafka.common.utils.Utils;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RocksDB's native code, unpacked once into the state folder.
 *
 * <p>Left to itself RocksDB unpacks its 15 MB into the folder for temporary files at each start,
 * when the first store is opened: a third of a second of every restart, and a file that each kill
 * leaves behind for good.
 */
final class RocksLibrary {

  private static final Logger LOG = LoggerFactory.getLogger(RocksLibrary.class);
  private static final String FOLDER = "native";

  private RocksLibrary() {}

  /**
   * Loads it on another thread, once per process.
   *
   * @param folder of this process alone
   */
  static CompletableFuture<Void> load(Path folder) {
    return CompletableFuture.runAsync(() -> loadFrom(folder.resolve(FOLDER)));
  }

  private static void loadFrom(Path folder) {
    if (isInstalled()) {
      RocksDB.loadLibrary();
      return;
    }
    URL packed =
        RocksDB.class.getClassLoader().getResource(Environment.getJniLibraryFileName("rocksdb"));
    try {
      if (packed != null && packed.openConnection() instanceof JarURLConnection jar) {
        RocksDB.loadLibrary(List.of(unpacked(jar, folder).toString()));
      }
    } catch (IOException | UnsatisfiedLinkError e) {
      // A full disk, or one whose files may not be run: RocksDB tries its own way.
      LOG.info("RocksDB's native code is not kept in {}", folder, e);
    }
  }

  /** Whether the JVM was told where it is, as in the image. */
  private static boolean isInstalled() {
    String name = Environment.getSharedLibraryFileName("rocksdb");
    return Stream.of(System.getProperty("java.library.path", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.exists(Path.of(folder, name)));
  }

  /** Returns the folder that holds just this version; its name tells what it holds. */
  private static Path unpacked(JarURLConnection jar, Path folder) throws IOException {
    JarEntry entry = jar.getJarEntry();
    Path mine = folder.resolve(Long.toHexString(entry.getCrc()));
    // Loaded by path, it is looked for under another name than in the jar.
    Path file = mine.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
    // A power failure may leave a file without its content.
    if (!Files.exists(file) || checksum(file) != entry.getCrc()) {
      Utils.delete(folder.toFile());
      Files.createDirectories(mine);
      unpack(jar, mine.resolve("new"), file);
    }
    return mine;
  }

  private static long checksum(Path file) throws IOException {
    CRC32 crc = new CRC32();
    try (FileChannel channel = FileChannel.open(file)) {
      crc.update(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    }
    return crc.getValue();
  }

  private static void unpack(JarURLConnection jar, Path fresh, Path file) throws IOException {
    try (InputStream in = jar.getInputStream()) {
      Files.copy(in, fresh);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      // Half a file would fill a disk that is full already.
      Files.deleteIfExists(fresh);
    }
  }
}
