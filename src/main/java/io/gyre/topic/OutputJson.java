package io.gyre.topic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDelegatingDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.topic.Metrics.Scores;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;

/** The forms of outputs in JSON. */
final class OutputJson {

  /** The form that the schemas in {@code topics/} describe. Ignores unknown fields. */
  static final JsonMapper PLAIN =
      JsonMapper.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** The property that says that a text is JSON; Connect takes it for the name of the type. */
  static final String NAME = "connect.name";

  private OutputJson() {}

  /** The same with one type for each field: classes are text, and scores have fields. */
  private static final class Typed { // made when it is needed
    static final JsonMapper MAPPER =
        PLAIN
            .rebuild()
            // Another deserializer would give way to the annotation of the class.
            .addMixIn(Label.class, OfText.class)
            .addModule(
                new SimpleModule()
                    .addSerializer(Label.class, ToStringSerializer.instance)
                    .addSerializer(new StdDelegatingSerializer(Scores.class, new ToTyped()))
                    .addDeserializer(Scores.class, new StdDelegatingDeserializer<>(new OfTyped())))
            .build();
  }

  static ObjectReader typedReader(Class<?> type) {
    return Typed.MAPPER.readerFor(type);
  }

  /**
   * Returns a value as a tree of a schema of Avro. What has names that no schema knows, such as
   * those of classes, is the text of JSON there: sinks take no maps.
   */
  static JsonNode toTree(Schema schema, Object value) {
    JsonNode tree = Typed.MAPPER.valueToTree(value);
    replace(schema, tree, json -> TextNode.valueOf(json.toString()));
    return tree;
  }

  /** Reverts {@link #toTree} for a reader, in place. */
  static JsonNode ofTree(Schema schema, JsonNode tree) {
    replace(
        schema,
        tree,
        text -> {
          try {
            return PLAIN.readTree(text.asText());
          } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
          }
        });
    return tree;
  }

  private static void replace(Schema schema, JsonNode tree, UnaryOperator<JsonNode> with) {
    for (Schema.Field field : schema.getFields()) {
      Schema type = some(field.schema());
      JsonNode value = tree.path(field.name());
      if (type.getProp(NAME) != null && !value.isNull() && !value.isMissingNode()) {
        ((ObjectNode) tree).set(field.name(), with.apply(value));
      } else if (type.getType() == Schema.Type.RECORD) {
        replace(type, value, with);
      }
    }
  }

  /** Returns the type of what is not null. */
  static Schema some(Schema schema) {
    return schema.isUnion() ? schema.getTypes().get(schema.getTypes().size() - 1) : schema;
  }

  @JsonDeserialize(using = LabelOfText.class)
  private interface OfText {}

  private static final class LabelOfText extends JsonDeserializer<Label> {

    @Override
    public Label deserialize(JsonParser json, DeserializationContext context) throws IOException {
      try {
        return Label.parse(json.getText());
      } catch (InvalidPointException e) {
        throw JsonMappingException.from(json, e.getMessage(), e);
      }
    }
  }

  /**
   * Scores as fields.
   *
   * @param window the numbers, by a name that Avro allows, as the next two
   * @param all the scores as they are, by period
   */
  record TypedScores(
      Map<String, Double> window,
      Map<String, Double> faded,
      Map<String, Double> total,
      Map<String, Map<String, Object>> all) {}

  private static final class ToTyped extends StdConverter<Scores, TypedScores> {

    @Override
    public TypedScores convert(Scores scores) {
      Map<String, Map<String, Object>> all = new LinkedHashMap<>();
      all.put("window", scores.window());
      all.put("faded", scores.faded());
      all.put("total", scores.total());
      return new TypedScores(
          numbers(scores.window()), numbers(scores.faded()), numbers(scores.total()), all);
    }

    private static Map<String, Double> numbers(Map<String, Object> scores) {
      Map<String, Double> numbers = new LinkedHashMap<>();
      scores.forEach(
          (metric, score) -> {
            if (score instanceof Number number) {
              numbers.put(ScoreFields.name(metric), number.doubleValue());
            }
          });
      return numbers;
    }
  }

  private static final class OfTyped extends StdConverter<TypedScores, Scores> {

    @Override
    public Scores convert(TypedScores typed) {
      return new Scores(typed.all.get("window"), typed.all.get("faded"), typed.all.get("total"));
    }
  }
}
