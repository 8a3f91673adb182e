package io.gyre.example;

import io.gyre.state.StateStorage;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** A state in memory, which is read from a file and written to it as a whole. */
final class FileStorage implements StateStorage {

  private final Path file;
  private final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

  /** Reads the file, if there is one. */
  FileStorage(Path file) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
        for (int left = in.readInt(); left > 0; left--) {
          entries.put(in.readNBytes(in.readInt()), in.readNBytes(in.readInt()));
        }
      }
    }
  }

  void write() throws IOException {
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      out.writeInt(entries.size());
      for (Map.Entry<byte[], byte[]> entry : entries.entrySet()) {
        out.writeInt(entry.getKey().length);
        out.write(entry.getKey());
        out.writeInt(entry.getValue().length);
        out.write(entry.getValue());
      }
    }
  }

  @Override
  public byte[] get(byte[] key) {
    return entries.get(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    entries.put(key, value);
  }

  @Override
  public void delete(byte[] key) {
    entries.remove(key);
  }

  @Override
  public byte[] firstKey(byte[] from, byte[] to) {
    byte[] first = entries.ceilingKey(from);
    return first == null || Arrays.compareUnsigned(first, to) > 0 ? null : first;
  }
}
