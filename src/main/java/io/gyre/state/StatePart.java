package io.gyre.state;

/**
 * A named part of the state, which is stored as a whole whenever it has changed.
 *
 * <p>Each part has its own version, so that one format can change while the others stay. Unchanged
 * parts are neither written nor hashed again, so large state that changes piece by piece is many
 * parts.
 */
public abstract class StatePart {

  public final String name;

  /** The version of the format that {@link #write} writes, 3 or more. */
  public final int version;

  /** The oldest version that {@link #read} reads: this one, or the one before. */
  final int oldest;

  private long changes;

  /** Names the part among those of its owner: letters, digits, {@code . _ - /}. */
  protected StatePart(String name) {
    this(name, 3); // earlier ones were never released
  }

  protected StatePart(String name, int version) {
    this(name, version, version);
  }

  protected StatePart(String name, int version, int oldest) {
    this.name = name;
    this.version = version;
    this.oldest = oldest;
  }

  /** Grows whenever the content changes. */
  public long changes() {
    return changes;
  }

  /** Counts a change; a change that is not counted is lost. */
  public final void changed() {
    changes++;
  }

  /** Tells whether there is a content to be stored; asked after the parts before it were read. */
  public boolean present() {
    return true;
  }

  /** Writes the whole content. */
  public abstract void write(StateWriter out);

  /**
   * Reads what {@link #write} wrote in this part's version, or in another from the oldest on.
   *
   * @throws DamagedStateException when it is not such content
   */
  public abstract void read(StateReader in, int version);
}
