package io.gyre.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Where in a record its fields are. A converter of Kafka Connect writes {@code
 * {"schema":…,"payload":{…}}}; Debezium writes {@code {"before":…,"after":{…},"op":…}}, alone or as
 * such a payload.
 *
 * <p>Only the names of all members tell, so that their order means nothing: exactly {@code schema}
 * and {@code payload}; or {@code op}, one of Debezium's letters, with {@code before} or {@code
 * after}, objects or null, and nothing but what else Debezium writes.
 *
 * @param within the members to go into, the outermost first; null if the record is no point: a
 *     deletion
 */
record JsonEnvelope(List<String> within) {

  private static final String SCHEMA = "schema";
  private static final String PAYLOAD = "payload";
  private static final String BEFORE = "before";
  private static final String AFTER = "after";
  private static final String OP = "op";

  private static final Set<String> CONNECT = Set.of(SCHEMA, PAYLOAD);

  private static final Set<String> DEBEZIUM =
      Set.of(BEFORE, AFTER, OP, "source", "ts_ms", "ts_us", "ts_ns", "transaction");

  /** A row that was created, read or updated. */
  private static final Set<String> ROWS = Set.of("c", "r", "u");

  /** A row that was deleted, a table that was emptied, a message that is no row. */
  private static final Set<String> OTHERS = Set.of("d", "t", "m");

  private static final JsonEnvelope NONE = new JsonEnvelope(List.of());
  private static final JsonEnvelope DELETION = new JsonEnvelope(null);
  private static final JsonEnvelope OF_CONNECT = new JsonEnvelope(List.of(PAYLOAD));
  private static final JsonEnvelope OF_DEBEZIUM = new JsonEnvelope(List.of(AFTER));
  private static final JsonEnvelope OF_BOTH = new JsonEnvelope(List.of(PAYLOAD, AFTER));

  /** Tells whether a record with such a member may be an envelope. */
  static boolean isPossible(String name) {
    return CONNECT.contains(name) || DEBEZIUM.contains(name);
  }

  /** Tells whether the record is no point. */
  boolean isDeletion() {
    return within == null;
  }

  /**
   * Looks at the names of an object's members, up to the first that no envelope has.
   *
   * @param parser on the object's beginning
   */
  static JsonEnvelope read(JsonParser parser) throws IOException {
    String first = parser.nextFieldName();
    if (first == null || !isPossible(first)) {
      return NONE;
    }
    return CONNECT.contains(first) ? connect(parser, first) : debezium(parser, first);
  }

  private static JsonEnvelope connect(JsonParser parser, String first) throws IOException {
    boolean schema = false;
    JsonEnvelope payload = null;
    for (String name = first; name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      if (name.equals(SCHEMA)) {
        schema = true;
        parser.skipChildren();
      } else if (name.equals(PAYLOAD)) {
        payload = payload(parser, token);
      } else {
        return NONE;
      }
    }
    return schema && payload != null ? payload : NONE;
  }

  /** A payload of null is a deletion; one of another kind is refused when it is read. */
  private static JsonEnvelope payload(JsonParser parser, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      return DELETION;
    }
    if (token != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return OF_CONNECT;
    }
    String name = parser.nextFieldName();
    boolean possible = name != null && DEBEZIUM.contains(name);
    JsonEnvelope inner = possible ? debezium(parser, name) : NONE;
    skipRest(parser);
    return inner.isDeletion() ? DELETION : inner.within.isEmpty() ? OF_CONNECT : OF_BOTH;
  }

  /**
   * Passes over the rest of the object that the parser is in, on the name of a member or behind.
   */
  private static void skipRest(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    while (token != null && token != JsonToken.END_OBJECT) {
      parser.skipChildren();
      token = parser.nextToken();
    }
  }

  /** Ends on the object's end, or on the name of a member that Debezium does not write. */
  private static JsonEnvelope debezium(JsonParser parser, String first) throws IOException {
    String op = null;
    boolean row = false;
    for (String name = first; name != null; name = parser.nextFieldName()) {
      if (!DEBEZIUM.contains(name)) {
        return NONE;
      }
      JsonToken token = parser.nextToken();
      boolean ofRow = name.equals(BEFORE) || name.equals(AFTER);
      if (ofRow && token != JsonToken.START_OBJECT && token != JsonToken.VALUE_NULL) {
        return NONE;
      }
      row |= ofRow;
      if (name.equals(OP)) {
        op = token == JsonToken.VALUE_STRING ? parser.getText() : null;
      }
      parser.skipChildren();
    }
    if (op == null || !row) {
      return NONE;
    }
    return ROWS.contains(op) ? OF_DEBEZIUM : OTHERS.contains(op) ? DELETION : NONE;
  }
}
