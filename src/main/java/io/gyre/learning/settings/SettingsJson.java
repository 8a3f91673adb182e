package io.gyre.learning.settings;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.gyre.GyreException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Binds the settings of kinds to flat JSON objects and back, by Jackson. */
public final class SettingsJson {

  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  private static final int QUOTED = 60;

  private SettingsJson() {}

  /**
   * Reads settings from those members of an object that are theirs.
   *
   * @param others the names of the object's other members
   * @throws GyreException when the object says something unusable
   */
  public static <T> T read(ObjectNode object, Class<T> settings, List<String> others) {
    List<RecordComponent> fields = fields(settings);
    List<String> known = new ArrayList<>(others);
    fields.forEach(field -> known.add(field.getName()));
    Set<String> unknown = new TreeSet<>();
    object.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw GyreException.of(
          "unknown field %s; known are %s", String.join(", ", unknown), String.join(", ", known));
    }
    ObjectNode whole = MAPPER.createObjectNode();
    try {
      for (RecordComponent field : fields) {
        whole.set(field.getName(), value(object, field));
      }
      return MAPPER.treeToValue(whole, settings);
    } catch (JsonProcessingException e) {
      if (e.getCause() instanceof GyreException refused) {
        throw refused;
      }
      List<JsonMappingException.Reference> path =
          e instanceof JsonMappingException mapping ? mapping.getPath() : List.of();
      throw fields.stream()
          .filter(field -> path.stream().anyMatch(at -> field.getName().equals(at.getFieldName())))
          .findFirst()
          .<RuntimeException>map(field -> unusable(field, whole.get(field.getName())))
          .orElseGet(() -> new IllegalStateException(e));
    }
  }

  /** Returns a field's value in the object, or its default. */
  private static JsonNode value(ObjectNode object, RecordComponent field)
      throws JsonProcessingException {
    JsonNode value = object.get(field.getName());
    if (value == null) {
      JsonProperty property = field.getAccessor().getAnnotation(JsonProperty.class);
      if (property == null) {
        throw new GyreException(field.getName() + " is missing");
      }
      return field.getType().isPrimitive()
          ? MAPPER.readTree(property.defaultValue())
          : MAPPER.getNodeFactory().textNode(property.defaultValue());
    }
    if (value.isNull()) {
      throw unusable(field, value);
    }
    return value;
  }

  private static GyreException unusable(RecordComponent field, JsonNode value) {
    String found = value.toString();
    return SettingChecks.outOfRange(
        field.getName(),
        found.length() > QUOTED ? found.substring(0, QUOTED) + "…" : found,
        expected(field.getType()));
  }

  private static String expected(Class<?> type) {
    if (type.isEnum()) {
      return "one of " + Arrays.asList(type.getEnumConstants());
    }
    return type == String.class ? "a string" : type == double.class ? "a number" : "a whole number";
  }

  /** Returns the fields of settings in order; a record among them stands for its own. */
  public static List<RecordComponent> fields(Class<?> settings) {
    List<RecordComponent> fields = new ArrayList<>();
    for (RecordComponent component : settings.getRecordComponents()) {
      if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
        fields.addAll(fields(component.getType()));
      } else {
        fields.add(component);
      }
    }
    return fields;
  }
}
