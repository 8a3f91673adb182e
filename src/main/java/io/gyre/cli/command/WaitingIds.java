package io.gyre.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.state.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.LinkedHashSet;

/**
 * The ids whose label has not come, at most so many: then the oldest is forgotten. An id is kept as
 * the first 64 bits of its SHA-256, some 60 bytes with what is around it. One thread changes it;
 * any may ask for the counts.
 */
final class WaitingIds {

  /** Some 600 MB. */
  static final int MOST = 10_000_000;

  private final int most;
  private final LinkedHashSet<Long> hashes = new LinkedHashSet<>();
  private final MessageDigest sha256;
  private volatile long size;
  private volatile long forgotten;

  WaitingIds(int most) {
    this.most = most;
    sha256 = Sha256.begin();
  }

  /** Adds an id; one that waits already keeps its place. */
  void add(String id) {
    hashes.add(hash(id));
    if (hashes.size() > most) {
      Iterator<Long> oldest = hashes.iterator();
      oldest.next();
      oldest.remove();
      forgotten = forgotten + 1; // Only one thread writes it.
    }
    size = hashes.size();
  }

  /** Removes an id; tells whether it waited. */
  boolean remove(String id) {
    boolean waited = hashes.remove(hash(id));
    size = hashes.size();
    return waited;
  }

  /** Returns how many wait. */
  long size() {
    return size;
  }

  /** Returns how many were forgotten. */
  long forgotten() {
    return forgotten;
  }

  private long hash(String id) {
    return ByteBuffer.wrap(sha256.digest(id.getBytes(UTF_8))).getLong();
  }
}
