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

  static JsonEnvelope of(byte[] value) throws IOException {
    try (JsonParser json = PointJson.JSON.createParser(value)) {
      json.nextToken();
      return read(json, true);
    }
  }

  /**
   * Looks at an object's members up to its end, or to the name of the first that no envelope has.
   *
   * @param json on the object's beginning
   * @param connect whether it may be Kafka Connect's
   */
  private static JsonEnvelope read(JsonParser json, boolean connect) throws IOException {
    boolean debezium = true;
    boolean schema = false;
    boolean row = false;
    JsonEnvelope payload = null;
    String op = null;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      connect &= CONNECT_NAMES.contains(name);
      debezium &= DEBEZIUM_NAMES.contains(name);
      if (!connect && !debezium) {
        return NONE;
      }
      JsonToken token = json.nextToken();
      switch (name) {
        case SCHEMA -> schema = true;
        case PAYLOAD -> payload = payload(json, token);
        case OP -> op = token == JsonToken.VALUE_STRING ? json.getText() : null;
        case BEFORE, AFTER -> {
          row = true;
          debezium = token == JsonToken.START_OBJECT || token == JsonToken.VALUE_NULL;
        }
        default -> {}
      }
      json.skipChildren();
    }
    if (connect) {
      return schema && payload != null ? payload : NONE;
    }
    if (!debezium || !row || op == null) {
      return NONE;
    }
    return ROWS.contains(op) ? DEBEZIUM : OTHERS.contains(op) ? DELETION : NONE;
  }

  /** A payload of null is a deletion; one of another kind is refused when it is read. */
  private static JsonEnvelope payload(JsonParser json, JsonToken token) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      return token == JsonToken.VALUE_NULL ? DELETION : CONNECT;
    }
    JsonEnvelope inner = read(json, false);
    for (JsonToken t = json.currentToken(); t != JsonToken.END_OBJECT; t = json.nextToken()) {
      json.skipChildren(); // What comes after a member that Debezium does not write.
    }
    return switch (inner) {
      case DEBEZIUM -> DEBEZIUM_IN_CONNECT;
      case DELETION -> DELETION;
      default -> CONNECT;
    };
  }
}
