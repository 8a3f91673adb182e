package io.gyre.kafka;

import io.gyre.GyreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** The files of a store of Kafka Streams that no process has open. */
public final class ClosedStore {

  private ClosedStore() {}

  /**
   * Reads all entries in the order of their keys. Changes nothing.
   *
   * @param folder {@link KafkaInternals#storeFolder}
   * @throws GyreException when the files cannot be read
   */
  public static void forEach(Path folder, BiConsumer<byte[], byte[]> entry) {
    RocksDB.loadLibrary();
    String path = folder.toString();
    List<ColumnFamilyHandle> families = new ArrayList<>();
    try (Options options = new Options();
        DBOptions settings = new DBOptions()) {
      // All must be opened; entries are in the first, Kafka Streams' own notes in others.
      List<ColumnFamilyDescriptor> all =
          RocksDB.listColumnFamilies(options, path).stream()
              .map(ColumnFamilyDescriptor::new)
              .toList();
      try (RocksDB store = RocksDB.openReadOnly(settings, path, all, families);
          RocksIterator entries = store.newIterator(families.get(0))) {
        for (entries.seekToFirst(); entries.isValid(); entries.next()) {
          entry.accept(entries.key(), entries.value());
        }
        entries.status();
        families.forEach(ColumnFamilyHandle::close);
      }
    } catch (RocksDBException e) {
      throw new GyreException(
          "the store in %s cannot be read (%s)".formatted(folder, e.getMessage()), e);
    }
  }
}
