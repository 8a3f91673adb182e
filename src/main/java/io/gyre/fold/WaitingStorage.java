package io.gyre.fold;

/**
 * Where points wait for their labels: bytes by key, in the order of the keys as unsigned bytes.
 *
 * <p>It is written while records are applied, and must be cut at the same record as the state of
 * the fold: both are committed together, or neither.
 */
public interface WaitingStorage {

  /** Returns the bytes of a key, or null. */
  byte[] get(byte[] key);

  /** Puts bytes; neither array is modified afterwards. */
  void put(byte[] key, byte[] value);

  /** Removes a key, which is there. */
  void delete(byte[] key);

  /**
   * Returns the first key of a range, or null.
   *
   * @param from the least that it may be
   * @param to the greatest that it may be
   */
  byte[] firstKey(byte[] from, byte[] to);
}
