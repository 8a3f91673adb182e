package io.gyre.learning.list;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.GyreException;
import io.gyre.data.JsonErrorText;
import io.gyre.learning.settings.SettingsJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The list of learners as JSON: an array of objects, one a learner, whose members are {@code name},
 * {@code kind} and the fields of the kind's settings. An unknown field is refused, since it is most
 * likely a typing error.
 */
public final class LearnersJson {

  private static final String NAME = "name";
  private static final String KIND = "kind";

  private LearnersJson() {}

  /**
   * Parses a list of learners.
   *
   * @param source where the text comes from, for messages
   * @throws GyreException when the text says something unusable
   */
  public static List<LearnerSettings> parse(String json, String source) {
    try {
      JsonNode list = SettingsJson.MAPPER.readTree(json);
      if (!list.isArray() || list.isEmpty()) {
        throw new GyreException("expected a JSON list with at least one learner in it");
      }
      List<LearnerSettings> learners = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (JsonNode node : list) {
        LearnerSettings settings = read(node, learners.size() + 1);
        if (!names.add(settings.name())) {
          throw new GyreException(
              "two learners bear the name \"%s\"; each needs its own".formatted(settings.name()));
        }
        learners.add(settings);
      }
      return List.copyOf(learners);
    } catch (JsonProcessingException e) {
      // What exceeds a limit of the parser has no place.
      JsonLocation place = e.getLocation() == null ? JsonLocation.NA : e.getLocation();
      throw new GyreException(
          "learners file %s: not JSON: %s, line %d, column %d"
              .formatted(source, JsonErrorText.said(e), place.getLineNr(), place.getColumnNr()),
          e);
    } catch (GyreException e) {
      throw new GyreException("learners file %s: %s".formatted(source, e.getMessage()), e);
    }
  }

  /**
   * Reads one learner.
   *
   * @throws GyreException when the object says something unusable
   */
  public static LearnerSettings fromJson(JsonNode object) {
    return read(object, 1);
  }

  /**
   * Reads one learner from what {@link #toJson} wrote.
   *
   * @throws GyreException when the text says something unusable
   */
  public static LearnerSettings fromJson(String json) {
    try {
      return read(SettingsJson.MAPPER.readTree(json), 1);
    } catch (JsonProcessingException e) {
      throw new GyreException("not JSON: " + JsonErrorText.said(e), e);
    }
  }

  private static LearnerSettings read(JsonNode node, int number) {
    if (!(node instanceof ObjectNode object)) {
      throw new GyreException("entry %d is not an object: %s".formatted(number, node));
    }
    String name = text(object, NAME, "entry " + number);
    String learner = "learner \"%s\"".formatted(name);
    String kind = text(object, KIND, learner);
    if (!Kinds.names().contains(kind)) {
      throw new GyreException(
          "%s: kind is \"%s\", expected one of %s".formatted(learner, kind, Kinds.names()));
    }
    try {
      return new LearnerSettings(
          name, SettingsJson.read(object, Kinds.settings(kind), List.of(NAME, KIND)));
    } catch (GyreException e) {
      boolean named = e.getMessage().startsWith(learner);
      throw named ? e : new GyreException(learner + ": " + e.getMessage(), e);
    }
  }

  private static String text(ObjectNode object, String field, String owner) {
    JsonNode value = object.get(field);
    if (value == null) {
      throw new GyreException("%s: %s is missing".formatted(owner, field));
    }
    if (!value.isTextual()) {
      throw new GyreException("%s: %s is %s, expected a string".formatted(owner, field, value));
    }
    return value.textValue();
  }

  /** Writes settings in full, so that {@link #parse} reads equal ones. */
  public static ObjectNode toJson(LearnerSettings settings) {
    return SettingsJson.MAPPER
        .createObjectNode()
        .put(NAME, settings.name())
        .put(KIND, settings.kind())
        .setAll(SettingsJson.MAPPER.<ObjectNode>valueToTree(settings.settings()));
  }
}
