package io.gyre.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.Closeable;
import java.io.IOException;

/**
 * Goes through the values of one record after another, each with its place: those of the row, which
 * may lie in an envelope, and those around it. JSON beyond Gyre's limits ends it with an {@link
 * IOException}. Not thread-safe.
 *
 * <p>The fields of a point are read by {@link JsonRecords} itself, from the row's beginning on: it
 * knows their paths without making text of them.
 */
public final class JsonWalk implements Closeable {

  private final ReusableJsonParser parser = new ReusableJsonParser();
  private JsonParser json;
  private JsonEnvelope envelope;

  /** A first member's name that no envelope has: most likely the next record's, too. */
  private String ordinary = "id";

  /** How many objects and arrays are around the value. */
  private int depth;

  /** How many objects of the envelope are around the row; -1 if there is no row. */
  private int wrappers;

  /** How many of them are around the value. */
  private int wrapped;

  private int rowBegin;

  /**
   * Begins a record.
   *
   * @param value well-formed UTF-8; not changed
   * @return this, to be closed after the record
   */
  public JsonWalk open(byte[] value) throws IOException {
    json = parser.open(value);
    envelope = JsonEnvelope.NONE;
    depth = 0;
    wrapped = 0;
    rowBegin = 0;
    try {
      if (json.nextToken() == JsonToken.START_OBJECT) {
        beginObject(value);
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    wrappers = envelope == JsonEnvelope.DELETION ? -1 : envelope.within().size();
    return this;
  }

  private void beginObject(byte[] value) throws IOException {
    while (value[rowBegin] != '{') {
      rowBegin++;
    }
    String first = json.nextFieldName();
    depth = first == null ? 0 : 1;
    if (first != null && !first.equals(ordinary)) {
      if (JsonEnvelope.isPossible(first)) {
        envelope = JsonEnvelope.of(value);
      } else {
        ordinary = first;
      }
    }
  }

  /** Tells whether the record is an object; if it is not, {@link #json} is on what it is. */
  public boolean isObject() {
    return depth > 0 || json.currentToken() == JsonToken.END_OBJECT;
  }

  /**
   * Moves to the next value: a scalar, or an object or an array, which is gone into next unless
   * {@link #json} was moved to its end.
   *
   * @return null after the last
   */
  public JsonToken next() throws IOException {
    JsonToken last = json.currentToken();
    if (last == JsonToken.FIELD_NAME) {
      return json.nextToken(); // The first.
    }
    if (last == JsonToken.START_OBJECT || last == JsonToken.START_ARRAY) {
      enter(last == JsonToken.START_OBJECT);
    }
    for (; depth > 0; leave()) {
      JsonToken token = json.nextToken();
      if (!token.isStructEnd()) {
        return token == JsonToken.FIELD_NAME ? json.nextToken() : token;
      }
    }
    return null;
  }

  private void enter(boolean object) throws IOException {
    if (object
        && wrapped < wrappers
        && depth == wrapped + 1
        && envelope.within().get(wrapped).equals(json.currentName())) {
      rowBegin = begin();
      wrapped++;
    }
    depth++;
  }

  private void leave() {
    depth--;
    if (wrapped > 0 && wrapped == depth) {
      wrapped--;
    }
  }

  /** Returns the parser, which is on the value. */
  public JsonParser json() {
    return json;
  }

  JsonEnvelope envelope() {
    return envelope;
  }

  /** How many of the row's objects and arrays are around the value; -1 if it is not in the row. */
  int level() {
    return wrapped == wrappers ? depth - 1 - wrapped : -1;
  }

  /** Returns the value's path in the whole record, as {@code payload.address.zip}. */
  public String path() {
    JsonStreamContext place = json.getParsingContext();
    return path(json.currentToken().isStructStart() ? place.getParent() : place);
  }

  private static String path(JsonStreamContext place) {
    JsonStreamContext parent = place.getParent();
    String own = place.inArray() ? String.valueOf(place.getCurrentIndex()) : place.getCurrentName();
    return parent.inRoot() ? own : path(parent) + '.' + own;
  }

  /** Tells whether the value, a scalar, is the member that has this path in the row. */
  public boolean isAt(String path) throws IOException {
    String name = json.currentName(); // Null in an array.
    if (path == null || name == null || !path.endsWith(name) || level() < 0) {
      return false;
    }
    int prefix = envelope.within().stream().mapToInt(member -> member.length() + 1).sum();
    String whole = path();
    return whole.length() == prefix + path.length() && whole.endsWith(path);
  }

  /** Returns where the row begins, in bytes. */
  public int rowBegin() {
    return rowBegin;
  }

  /** Returns where the value begins, in bytes. */
  public int begin() {
    return parser.begin();
  }

  /**
   * Tells whether nothing comes after the record's object, when all of it was read: else {@link
   * #json} is on it.
   */
  public boolean isAtEnd() throws IOException {
    return parser.isAtEnd() || json.nextToken() == null;
  }

  /** Says why a record cannot be read, when it is closed. */
  public InvalidPointException reason(Exception fault) {
    return JsonErrorText.reason(fault, parser.before(fault));
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
