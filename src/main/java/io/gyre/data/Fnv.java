package io.gyre.data;

/** The 64-bit hash FNV-1a (Fowler, Noll and Vo), of characters or code points one by one. */
public final class Fnv {

  /** The hash of nothing. */
  public static final long BASIS = 0xcbf29ce484222325L;

  private static final long PRIME = 0x100000001B3L;

  private Fnv() {}

  /** Adds a character to a hash. */
  public static long add(long hash, long character) {
    return (hash ^ character) * PRIME;
  }

  /** Returns the hash of a text by its UTF-16 units. */
  public static long of(String text) {
    long hash = BASIS;
    for (int i = 0; i < text.length(); i++) {
      hash = add(hash, text.charAt(i));
    }
    return hash;
  }
}
