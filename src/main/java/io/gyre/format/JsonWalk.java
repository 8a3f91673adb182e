package io.gyre.format;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import io.gyre.data.InvalidPointException;
import io.gyre.data.JsonErrorText;
import io.gyre.data.PointJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * Walks through the values of one JSON record after another, with its {@link RowEnvelope}. JSON
 * beyond Gyre's limits ends it with an {@link IOException}. Not thread-safe.
 *
 * <p>One parser reads many records as if they were one text, because making a parser takes a third
 * of the time in which a small record is read. It is used again only after a record that was read
 * to its end ({@link #isAtEnd}), so that no record can affect the next.
 *
 * <p>{@link JsonRecords} reads the fields of a point itself, which is faster.
 */
public final class JsonWalk {

  private static final int MOST_RECORDS = 1_000; // for one parser, which keeps the names it met

  private final Source source = new Source();
  private JsonParser json;
  private int records;
  private byte[] record = {};
  private long before; // the bytes that the parser took before the record
  private boolean whole; // true if the record was read to its end, with nothing after it
  RowEnvelope envelope;

  /** A first member's name that no envelope has: most likely the next record's, too. */
  private String ordinary = "id";

  private int rowBegin;

  /**
   * Begins a record of well-formed UTF-8. Returns the parser, on the name of the first member, on
   * the end of an empty object, or on what is not an object.
   */
  public JsonParser open(byte[] value) throws IOException {
    if (whole && records < MOST_RECORDS) {
      before += record.length - source.available();
    } else {
      if (json != null) {
        json.close();
      }
      json = PointJson.JSON.createParser(source);
      records = 0;
      before = 0;
    }
    records++;
    record = value;
    source.restart(value);
    whole = false;
    envelope = RowEnvelope.NONE;
    rowBegin = 0;
    if (json.nextToken() == JsonToken.START_OBJECT) {
      while (value[rowBegin] != '{') {
        rowBegin++;
      }
      String first = json.nextFieldName();
      if (first != null && !first.equals(ordinary)) {
        if (RowEnvelope.isPossible(first)) {
          envelope = RowEnvelope.of(value);
        } else {
          ordinary = first;
        }
      }
    }
    return json;
  }

  /** Tells whether the record that was just opened is an object. */
  public boolean isObject() {
    return json.hasToken(JsonToken.FIELD_NAME) || json.hasToken(JsonToken.END_OBJECT);
  }

  /**
   * Moves to the next value: a scalar, or an object or an array, whose values follow unless they
   * are skipped. Returns null after the last.
   */
  public JsonToken next() throws IOException {
    JsonToken token;
    do {
      if (json.getParsingContext().inRoot()) {
        return null;
      }
      token = json.nextToken();
    } while (token == JsonToken.FIELD_NAME || token.isStructEnd());
    if (token == JsonToken.START_OBJECT
        && envelope != RowEnvelope.NONE
        && path().equals(envelope.path)) {
      rowBegin = begin();
    }
    return token;
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
    return path != null
        && name != null
        && path.endsWith(name)
        && path().equals(envelope.inRecord(path));
  }

  /** Returns where the row begins, in bytes, once it was reached. */
  public int rowBegin() {
    return rowBegin;
  }

  /** Returns where the value begins, in bytes. */
  public int begin() {
    return (int) (json.currentTokenLocation().getByteOffset() - before);
  }

  /** Returns where what the parser has read of the value ends, in bytes. */
  public int end() {
    return (int) (json.currentLocation().getByteOffset() - before);
  }

  /** Tells whether nothing follows the object whose end was read; else the parser is on it. */
  public boolean isAtEnd() throws IOException {
    int next = end();
    while (next < record.length && " \n\r\t".indexOf(record[next]) >= 0) {
      next++;
    }
    whole = next == record.length;
    return whole || json.nextToken() == null;
  }

  /** Says why the record cannot be read. */
  public InvalidPointException reason(Exception fault) {
    boolean ofThis = fault instanceof JacksonException e && e.getProcessor() == json;
    return JsonErrorText.reason(fault, ofThis ? before : 0);
  }

  /** The bytes of one record after another. */
  private static final class Source extends ByteArrayInputStream {

    Source() {
      super(new byte[0]);
    }

    void restart(byte[] record) {
      buf = record;
      pos = 0;
      count = record.length;
    }
  }
}
