package io.gyre.state;

/**
 * A named piece of what is remembered, which is stored as a whole whenever it has changed.
 *
 * <p>Whoever remembers something holds it in parts of its own, each with a version of its own: so
 * one part's format can change while the others stay, and what has not changed is neither written
 * nor hashed again. What is large and changes piece by piece is many parts.
 */
public abstract class StatePart {

  /** Those before it were never released. */
  static final int FIRST_VERSION = 3;

  private final String name;
  private long changes;

  /**
   * @param name among the parts of its owner: letters, digits, {@code . _ - /}
   */
  protected StatePart(String name) {
    this.name = name;
  }

  /** Names the part among those of its owner. */
  public final String name() {
    return name;
  }

  /** The version of the format that {@link #write} writes; versions before 3 are never read. */
  public int version() {
    return FIRST_VERSION;
  }

  /** Grows whenever the content changes; only its changing means something. */
  public long changes() {
    return changes;
  }

  /** Counts a change. To be called whenever the content changes: what is not counted is lost. */
  public final void changed() {
    changes++;
  }

  /**
   * Tells whether there is a content to be stored; when parts are read, once those before it have
   * been read.
   */
  public boolean present() {
    return true;
  }

  /** Writes the whole content. */
  public abstract void write(StateWriter out);

  /**
   * Takes over what {@link #write} wrote.
   *
   * @param version of the format: this part's version, or the one before
   * @throws DamagedStateException when it is not such content
   */
  public abstract void read(StateReader in, int version);
}
