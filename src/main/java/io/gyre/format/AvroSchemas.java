package io.gyre.format;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.data.InvalidPointException;
import io.gyre.data.JsonErrorText;
import io.gyre.data.PointJson;
import io.gyre.format.ValueFormat.Reference;
import io.gyre.words.PrintableText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** Reads schemas of Avro, and joins a schema with what it refers to. */
final class AvroSchemas {

  /** Where the members have an order, so that equal schemas are equal texts. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS) // as Avro does
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  /**
   * The attributes that do not matter to the reader of a record by the schema that it was written
   * with.
   */
  private static final List<String> UNUSED = List.of("doc", "aliases", "default", "order");

  /** Avro goes through all that a record refers to, anew for each record. */
  private static final int MOST_RECORDS = 500;

  private static final Set<String> RECORDS = Set.of("record", "error");

  /** A record in a union in a field in the fields of a record is four levels of JSON deeper. */
  private static final int MOST_NESTED = 4 * PointJson.MAX_DEPTH;

  private AvroSchemas() {}

  /**
   * Returns all of a schema as one text, without what reading does not need. Registries accept
   * names and defaults that Avro does not, so neither is checked.
   *
   * @throws InvalidPointException if it is not a schema of Avro
   */
  static String join(String text, List<Reference> references) throws InvalidPointException {
    return checked(
        () -> {
          int records = countRecords(text);
          Schema.Parser parser = parser();
          for (Reference reference : references) {
            records += countRecords(reference.text());
            parser.parseInternal(reference.text()); // resolved with the last, once
          }
          if (records > MOST_RECORDS) {
            throw new AvroRuntimeException("more than %,d records".formatted(MOST_RECORDS));
          }
          Schema schema = parser.parse(text);
          requireShallow(schema, 0, new HashSet<>());
          JsonNode json = MAPPER.readTree(schema.toString());
          removeUnused(json);
          return MAPPER.writeValueAsString(MAPPER.treeToValue(json, Object.class));
        });
  }

  /**
   * Reads a schema that a registry gave.
   *
   * @throws InvalidPointException if it is not a schema of Avro
   */
  static Schema parse(String text) throws InvalidPointException {
    return checked(
        () -> {
          countRecords(text);
          return parser().parse(text);
        });
  }

  private static Schema.Parser parser() {
    return new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false);
  }

  /**
   * Requires values not to be nested too deep for recursion; returns how many records are types.
   */
  private static int countRecords(String text) throws IOException {
    int records = 0;
    try (JsonParser json = MAPPER.createParser(text)) {
      int depth = 0;
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        requireShallow(depth);
        boolean isType = token == JsonToken.VALUE_STRING && "type".equals(json.currentName());
        records += isType && RECORDS.contains(json.getText()) ? 1 : 0;
      }
    }
    return records;
  }

  private static void requireShallow(int depth) {
    if (depth > MOST_NESTED) {
      throw new AvroRuntimeException("types nested too deep");
    }
  }

  /** Requires the same of the text of a schema, which has a type where its name comes first. */
  private static void requireShallow(Schema schema, int depth, Set<String> named) {
    requireShallow(depth);
    switch (schema.getType()) {
      case UNION -> schema.getTypes().forEach(branch -> requireShallow(branch, depth + 1, named));
      case ARRAY -> requireShallow(schema.getElementType(), depth + 1, named);
      case MAP -> requireShallow(schema.getValueType(), depth + 1, named);
      case RECORD -> {
        if (named.add(schema.getFullName())) {
          schema.getFields().forEach(field -> requireShallow(field.schema(), depth + 3, named));
        }
      }
      default -> {}
    }
  }

  private interface Parse<T> {
    T parse() throws IOException;
  }

  /** A schema is hostile input: whatever a library fails with, the schema is what is wrong. */
  private static <T> T checked(Parse<T> parse) throws InvalidPointException {
    String found;
    try {
      return parse.parse();
    } catch (JsonProcessingException e) {
      found = JsonErrorText.said(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Nothing is read but texts.
    } catch (RuntimeException e) {
      found = said(e);
    } catch (StackOverflowError e) {
      // Avro goes by recursion to types that come later. The log keeps that the schema is denied.
      found = "types nested too deep";
    }
    throw new InvalidPointException("expected a schema of Avro, found: " + found);
  }

  private static String said(RuntimeException fault) {
    if (fault.getCause() instanceof JacksonException json) {
      return JsonErrorText.said(json);
    }
    boolean told =
        (fault instanceof AvroRuntimeException || fault instanceof UnsupportedOperationException)
            && fault.getMessage() != null;
    return told ? PrintableText.sentence(fault.getMessage()) : "other JSON";
  }

  private static void removeUnused(JsonNode json) {
    if (json instanceof ObjectNode object) {
      object.remove(UNUSED);
    }
    json.forEach(AvroSchemas::removeUnused);
  }

  private static List<Schema> branches(Schema schema) {
    return schema.isUnion() ? schema.getTypes() : List.of(schema);
  }

  static boolean isConnect(Schema row) {
    return row.getField("payload") != null && RowEnvelope.isConnect(names(row));
  }

  /** Tells whether a record has the members of Debezium's envelope, of the right types. */
  static boolean isDebezium(Schema row) {
    return row.getField("op") != null
        && RowEnvelope.isDebezium(names(row))
        && isObject(row, "before")
        && isObject(row, "after");
  }

  private static boolean isObject(Schema row, String name) {
    Schema.Field field = row.getField(name);
    return field == null
        || branches(field.schema()).stream()
            .map(Schema::getType)
            .allMatch(
                type ->
                    type == Schema.Type.RECORD
                        || type == Schema.Type.MAP
                        || type == Schema.Type.NULL);
  }

  private static Set<String> names(Schema row) {
    return row.getFields().stream().map(Schema.Field::name).collect(Collectors.toSet());
  }
}
