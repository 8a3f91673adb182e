package io.gyre.http;

import static io.gyre.http.HttpServer.refusal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.gyre.data.JsonErrorText;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the body of a post as a record, with errors in the request's words; writes answers. */
public final class JsonBody<T> {

  public static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              texts ->
                  texts
                      .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  private static final Map<Class<?>, String> EXPECTED =
      Map.of(String.class, "text", Boolean.class, "true or false", List.class, "an array of names");

  private final ObjectReader reader;

  /** The types of the record's components, by name. */
  private final Map<String, Class<?>> members = new LinkedHashMap<>();

  /**
   * @param type a record whose constructor throws an IllegalArgumentException out of its range
   */
  public JsonBody(Class<T> type) {
    reader =
        JSON.readerFor(type)
            .with(
                DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .without(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
    for (RecordComponent member : type.getRecordComponents()) {
      members.put(member.getName(), member.getType());
    }
  }

  /**
   * Reads the body of a request.
   *
   * @throws HttpResponseException with 400 if it is no such record
   */
  public T read(Context request) {
    try {
      T read = reader.readValue(HttpBodies.of(request));
      if (read == null) {
        throw refusal(400, "body: expected an object, found null");
      }
      return read;
    } catch (JsonProcessingException e) {
      boolean outOfRange = e.getCause() instanceof IllegalArgumentException;
      throw refusal(400, "%s", outOfRange ? e.getCause().getMessage() : unusable(e));
    } catch (IOException e) {
      throw refusal(400, "body: %s", e.getMessage());
    }
  }

  /** Throws what the constructor of such a record throws, unless a condition holds. */
  public static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  public static byte[] json(Object answer) {
    try {
      return JSON.writeValueAsBytes(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String text(Object answer) {
    try {
      return JSON.writeValueAsString(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  public static void send(Context request, Object answer) {
    HttpBodies.send(request, "application/json", json(answer));
  }

  private String unusable(JsonProcessingException e) {
    String known = String.join(", ", members.keySet());
    if (e instanceof UnrecognizedPropertyException unknown) {
      return unknown.getPropertyName() + ": unknown; known are " + known;
    }
    if (e instanceof MismatchedInputException wrong && !wrong.getPath().isEmpty()) {
      String member = wrong.getPath().get(0).getFieldName();
      return member + ": expected " + EXPECTED.getOrDefault(members.get(member), "a number");
    }
    return e instanceof MismatchedInputException
        ? "body: expected an object with some of " + known
        : "body: expected JSON, found: " + JsonErrorText.said(e);
  }
}
