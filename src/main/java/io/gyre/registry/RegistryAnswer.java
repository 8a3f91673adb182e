package io.gyre.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.gyre.registry.RegistryException.Kind;
import io.gyre.words.PrintableText;

/**
 * What a registry answered.
 *
 * @param address where it was asked, without user info
 * @param json the body, or a missing node if that is not JSON
 */
record RegistryAnswer(String address, int status, String body, JsonNode json) {

  private static final JsonMapper MAPPER = new JsonMapper();

  /** With three digits, the code of "not found" is that of a server that knows no such path. */
  private static final int FIRST_CODE = 10_000;

  private static final int UNKNOWN_SUBJECT = 40401;
  private static final int UNKNOWN_SCHEMA = 40403;

  static RegistryAnswer of(String address, int status, String body) {
    JsonNode json;
    try {
      json = MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      json = MissingNode.getInstance();
    }
    return new RegistryAnswer(address, status, body, json);
  }

  boolean isOk() {
    return status / 100 == 2;
  }

  /** Tells whether a registry answered, and not a server that knows no such path. */
  boolean isOfRegistry() {
    return isOk()
        ? json.isObject() || json.isArray()
        : code() >= FIRST_CODE || status != 404 && code() > 0;
  }

  /** Tells whether the registry said that it has no such subject, version, schema or artifact. */
  boolean isUnknown() {
    return status == 404
        && (code() >= UNKNOWN_SUBJECT && code() <= UNKNOWN_SCHEMA
            // Apicurio's own API; "NotFoundException" alone is a path that it does not know.
            || json.path("name").asText().matches("\\w+NotFoundException"));
  }

  /** Tells whether it is of no use to ask the same server at another path. */
  boolean isRefusal() {
    return status == 401 || status == 403 || isFailure();
  }

  private boolean isFailure() {
    return status >= 500 || status == 429 || status == 408;
  }

  private int code() {
    return json.path("error_code").asInt();
  }

  /** Returns a JSON object of an answer that is fine. */
  JsonNode object() {
    if (isOk() && json.isObject()) {
      return json;
    }
    throw failure();
  }

  /** Returns a JSON array of an answer that is fine. */
  JsonNode array() {
    if (isOk() && json.isArray()) {
      return json;
    }
    throw failure();
  }

  /** Returns the body of an answer that is fine. */
  String text() {
    if (isOk()) {
      return body;
    }
    throw failure();
  }

  RegistryException failure() {
    if (isUnknown()) {
      return failure(Kind.UNKNOWN, "The schema registry at %s knows no such schema%3$s.");
    }
    if (status == 401 || status == 403) {
      return failure(
          Kind.REFUSED,
          "The schema registry at %s refused the login (%d)%s. Set basic.auth.credentials.source=USER_INFO and basic.auth.user.info=USER:PASSWORD, or bearer.auth.token.");
    }
    if (isFailure()) {
      return failure(Kind.AWAY, "The schema registry at %s failed (%d)%s.");
    }
    if (isOfRegistry() && !isOk()) {
      return failure(Kind.REFUSED, "The schema registry at %s refused the request (%d)%s.");
    }
    return failure(
        Kind.REFUSED,
        "No schema registry answers at %s, but something else (%d). Check schema.registry.url; Apicurio's ends in /apis/ccompat/v7.");
  }

  private RegistryException failure(Kind kind, String format) {
    return new RegistryException(kind, format.formatted(address, status, said()));
  }

  private String said() {
    String message = json.path("message").asText(json.path("title").asText());
    return message.isBlank() ? "" : ": " + PrintableText.sentence(message.replaceAll("\\.$", ""));
  }
}
