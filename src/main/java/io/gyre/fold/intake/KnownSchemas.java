package io.gyre.fold.intake;

import io.gyre.GyreException;
import io.gyre.Setting;
import io.gyre.format.Schema;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The schemas that came with the log, by their ids. They are state since a registry is not part of
 * the log: records that are applied again must be read as they were. Not thread-safe.
 */
public final class KnownSchemas extends StatePart {

  public static final String NAME = "schemas";

  /** More are refused, so that no stream of wrong ids fills the state. */
  static final int MOST = 1_000;

  private static final int MOST_CHARACTERS = 8 << 20;

  private static final Schema NO_ROOM =
      Schema.denied("expected one of the %,d that came first".formatted(MOST));

  private final Map<String, Schema> all = new TreeMap<>();
  private int denied; // of them
  private long characters;

  public KnownSchemas() {
    super(NAME);
  }

  /** Returns a schema; null if it is not known, and there is room for it. */
  public Schema find(String id) {
    Schema known = all.get(id);
    return known != null || hasRoom() ? known : NO_ROOM;
  }

  /** Tells whether a schema is still to be added, if denied ones count: there is room for it. */
  boolean lacks(String id, boolean orDenied) {
    Schema known = all.get(id);
    return known == null ? hasRoom() : orDenied && known.denied() != null;
  }

  /** Tells whether one more has room; a denied schema takes none of it. */
  private boolean hasRoom() {
    return all.size() - denied < MOST && characters < MOST_CHARACTERS;
  }

  /** Returns all, by their ids. */
  public Map<String, Schema> all() {
    return Collections.unmodifiableMap(all);
  }

  /**
   * Adds a schema; one that was denied may be known later. Only so many denials are kept: a record
   * of another unknown one is refused, and the next one is asked for again.
   *
   * @return whether anything has changed
   * @throws GyreException when another is known of this id
   */
  public boolean add(String id, Schema schema, String owner) {
    Schema known = all.get(id);
    boolean isDenied = schema.denied() != null;
    if (isDenied ? known != null || denied >= MOST : schema.equals(known)) {
      return false;
    }
    if (known != null && known.denied() == null) {
      throw changed(owner, id);
    }
    if (!isDenied && !hasRoom()) {
      return false;
    }
    put(id, schema);
    changed();
    return true;
  }

  /** Says that a schema is another one than it was. */
  public static GyreException changed(String owner, String id) {
    return new GyreException(
        "%s: the schema %s is another one than before: the registry has lost its schemas, or it is another registry. Records would be read with wrong fields. Give the registry its schemas back, or name the right one, and start again; if the old ones are gone for good, learn a new topic with a new %s"
            .formatted(owner, id, Setting.APPLICATION_ID));
  }

  private void put(String id, Schema schema) {
    Schema before = all.put(id, schema);
    denied += schema.denied() != null ? 1 : before != null ? -1 : 0;
    characters += schema.text().length();
  }

  @Override
  public void write(StateWriter out) {
    out.putInt(all.size());
    all.forEach((id, schema) -> out.putText(id).putText(schema.toJson()));
  }

  @Override
  public void read(StateReader in, int version) {
    for (int i = in.getCount(); i > 0; i--) {
      String id = in.getText();
      Schema schema = Schema.ofJson(in.getText());
      if (schema == null) {
        throw new DamagedStateException("schema " + id);
      }
      put(id, schema);
    }
  }
}
