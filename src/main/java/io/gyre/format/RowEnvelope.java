package io.gyre.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.gyre.data.PointJson;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * The wrapping of a record's fields. A converter of Kafka Connect writes {@code
 * {"schema":…,"payload":{…}}}; Debezium writes {@code {"before":…,"after":{…},"op":…}}, alone or as
 * such a payload.
 *
 * <p>The names of all members decide, in any order: exactly {@code schema} and {@code payload}; or
 * {@code op}, one of Debezium's letters, with {@code before} or {@code after}, objects or null, and
 * only what else Debezium writes.
 */
enum RowEnvelope {
  /** The record is the row. */
  NONE(),
  /** A row was deleted: the record is not a point. */
  DELETION(),
  CONNECT("payload"),
  DEBEZIUM("after"),
  DEBEZIUM_IN_CONNECT("payload", "after");

  private static final Set<String> CONNECT_NAMES = Set.of("schema", "payload");

  private static final Set<String> DEBEZIUM_NAMES =
      Set.of("before", "after", "op", "source", "ts_ms", "ts_us", "ts_ns", "transaction");

  final List<String> within; // the members to go into, the outermost first
  final String path; // the row's path in the record, empty if the record is the row

  RowEnvelope(String... within) {
    this.within = List.of(within);
    path = String.join(".", within);
  }

  /** Returns a value's path in the record, given that in the row; null if there is no row. */
  String inRecord(String inRow) {
    return this == NONE ? inRow : this == DELETION ? null : path + '.' + inRow;
  }

  /** Tells whether a record with such a member may be an envelope. */
  static boolean isPossible(String name) {
    return CONNECT_NAMES.contains(name) || DEBEZIUM_NAMES.contains(name);
  }

  static RowEnvelope of(byte[] value) throws IOException {
    try (JsonParser json = PointJson.JSON.createParser(value)) {
      json.nextToken();
      return read(json, true);
    }
  }

  /**
   * Reads the members of the object that begins, up to its end or to the name of the first that no
   * envelope has.
   */
  private static RowEnvelope read(JsonParser json, boolean connect) throws IOException {
    boolean debezium = true;
    boolean schema = false;
    boolean row = false;
    RowEnvelope payload = NONE;
    String op = "";
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      connect &= CONNECT_NAMES.contains(name);
      debezium &= DEBEZIUM_NAMES.contains(name);
      if (!connect && !debezium) {
        return NONE;
      }
      JsonToken token = json.nextToken();
      switch (name) {
        case "schema" -> schema = true;
        case "payload" -> payload = payload(json, token);
        case "op" -> op = token == JsonToken.VALUE_STRING ? json.getText() : "";
        case "before", "after" -> {
          row = true;
          debezium = token == JsonToken.START_OBJECT || token == JsonToken.VALUE_NULL;
        }
        default -> {}
      }
      json.skipChildren();
    }
    if (connect) {
      return schema ? payload : NONE;
    }
    if (!debezium || !row) {
      return NONE;
    }
    return ofOperation(op);
  }

  /** Returns what Debezium means by an {@code op}. */
  static RowEnvelope ofOperation(String op) {
    return switch (op) {
      case "c", "r", "u" -> DEBEZIUM; // created, read, updated
      case "d", "t", "m" -> DELETION; // deleted, table emptied, a message without a row
      default -> NONE;
    };
  }

  /** Returns the envelope of a payload, given what the payload itself is. */
  static RowEnvelope inConnect(RowEnvelope payload) {
    return switch (payload) {
      case DEBEZIUM -> DEBEZIUM_IN_CONNECT;
      case DELETION -> DELETION;
      default -> CONNECT;
    };
  }

  /** Tells whether these are all members of the envelope of a converter. */
  static boolean isConnect(Set<String> names) {
    return names.equals(CONNECT_NAMES);
  }

  /** Tells whether these may be all members of Debezium's envelope. */
  static boolean isDebezium(Set<String> names) {
    return names.contains("op")
        && (names.contains("before") || names.contains("after"))
        && DEBEZIUM_NAMES.containsAll(names);
  }

  /** A payload of null is a deletion; one of another kind is refused when it is read. */
  private static RowEnvelope payload(JsonParser json, JsonToken token) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      return token == JsonToken.VALUE_NULL ? DELETION : CONNECT;
    }
    RowEnvelope inner = read(json, false);
    while (!json.hasToken(JsonToken.END_OBJECT)) {
      json.skipChildren(); // Members after one that Debezium does not write.
      json.nextToken();
    }
    return inConnect(inner);
  }
}
