package io.gyre.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.gyre.data.JsonErrorText;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the body of a post as a record; what is wrong is said in the request's words, not Java's.
 */
final class JsonBody<T> {

  private static final Map<Class<?>, String> EXPECTED =
      Map.of(String.class, "text", Boolean.class, "true or false", List.class, "an array of names");

  private final ObjectReader reader;
  private final Map<String, Class<?>> members = new LinkedHashMap<>();

  /**
   * @param type a record whose constructor throws an IllegalArgumentException for what is out of
   *     range
   */
  JsonBody(Class<T> type) {
    reader =
        EventSerializer.JSON
            .readerFor(type)
            .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .without(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    for (RecordComponent member : type.getRecordComponents()) {
      members.put(member.getName(), member.getType());
    }
  }

  /**
   * Reads the body of a request.
   *
   * @throws HttpResponseException with 400 if it is no such record
   */
  T read(Context request) {
    try {
      T read = reader.readValue(HttpBodies.of(request));
      if (read != null) {
        return read;
      }
      throw new HttpResponseException(400, "body: expected an object, found null");
    } catch (JsonProcessingException e) {
      boolean outOfRange = e.getCause() instanceof IllegalArgumentException;
      throw new HttpResponseException(400, outOfRange ? e.getCause().getMessage() : unusable(e));
    } catch (IOException e) {
      throw new HttpResponseException(400, "body: " + e.getMessage());
    }
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
