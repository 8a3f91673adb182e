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
 */
enum JsonEnvelope {
  /** The record is what it seems. */
  NONE(List.of()),
  /** A row was deleted: the record is no point. */
  DELETION(List.of()),
  CONNECT(List.of("payload")),
  DEBEZIUM(List.of("after")),
  DEBEZIUM_IN_CONNECT(List.of("payload", "after"));

  private static final String SCHEMA = "schema";
  private static final String PAYLOAD = "payload";
  private static final String BEFORE = "before";
  private static final String AFTER = "after";
  private static final String OP = "op";

  private static final Set<String> CONNECT_NAMES = Set.of(SCHEMA, PAYLOAD);

  private static final Set<String> DEBEZIUM_NAMES =
      Set.of(BEFORE, AFTER, OP, "source", "ts_ms", "ts_us", "ts_ns", "transaction");

  /** A row that was created, read or updated. */
  private static final Set<String> ROWS = Set.of("c", "r", "u");

  /** A row that was deleted, a table that was emptied, a message that is no row. */
  private static final Set<String> OTHERS = Set.of("d", "t", "m");

  private final List<String> within;

  JsonEnvelope(List<String> within) {
    this.within = within;
  }

  /** The members to go into, the outermost first. */
  List<String> within() {
    return within;
  }

  /** Tells whether a record with such a member may be an envelope. */
  static boolean isPossible(String name) {
    return CONNECT_NAMES.contains(name) || DEBEZIUM_NAMES.contains(name);
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
    return CONNECT_NAMES.contains(first) ? connect(parser, first) : debezium(parser, first);
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
      return CONNECT;
    }
    String name = parser.nextFieldName();
    boolean possible = name != null && DEBEZIUM_NAMES.contains(name);
    JsonEnvelope inner = possible ? debezium(parser, name) : NONE;
    skipRest(parser);
    return switch (inner) {
      case DEBEZIUM -> DEBEZIUM_IN_CONNECT;
      case DELETION -> DELETION;
      default -> CONNECT;
    };
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
      if (!DEBEZIUM_NAMES.contains(name)) {
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
    return ROWS.contains(op) ? DEBEZIUM : OTHERS.contains(op) ? DELETION : NONE;
  }
}
