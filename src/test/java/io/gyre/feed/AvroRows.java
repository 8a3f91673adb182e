package io.gyre.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.format.SchemaFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.Schema.Type;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Writes JSON objects as Avro, framed as Confluent's serialiser does. The schema follows from the
 * rows that came: a field that is new, or has another type than before, gives the next version,
 * which can read what the versions before it wrote. Each field may be null, and of several types;
 * an integer beyond 64 bits is text, which keeps its digits. Not thread-safe.
 */
public final class AvroRows {

  private static final JsonMapper JSON = new JsonMapper();

  private final String name;
  private final ToIntFunction<String> register;
  private final Shape shape = new Shape();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private Schema schema; // null while the shape has another one
  private int id;
  private BinaryEncoder encoder;

  /**
   * @param name of the record in the schema: letters, digits and underlines
   * @param register gets each version, and returns its id
   */
  public AvroRows(String name, ToIntFunction<String> register) {
    this.name = valid(name);
    this.register = register;
  }

  private enum Kind {
    BOOLEAN,
    LONG,
    DOUBLE,
    TEXT,
    RECORD,
    ARRAY
  }

  /** Remembers what came at one path. */
  private static final class Shape {

    final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    final Map<String, Shape> members = new LinkedHashMap<>();
    Shape elements;

    Shape elements() {
      elements = elements == null ? new Shape() : elements;
      return elements;
    }
  }

  private static Kind kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> Kind.BOOLEAN;
      case OBJECT -> Kind.RECORD;
      case ARRAY -> Kind.ARRAY;
      case NUMBER ->
          !value.isIntegralNumber()
              ? Kind.DOUBLE
              : value.canConvertToLong() ? Kind.LONG : Kind.TEXT;
      default -> Kind.TEXT;
    };
  }

  /** Takes a row into account that will come, so that the schema need not grow for it. */
  public void foresee(JsonNode row) {
    if (add(shape, row)) {
      schema = null;
    }
  }

  /** Adds a value; returns whether there was none of its shape before. */
  private boolean add(Shape to, JsonNode value) {
    if (value.isNull()) {
      return false;
    }
    boolean grew = to.kinds.add(kind(value));
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      Shape known = to.members.get(member.getKey());
      if (known == null) {
        known = new Shape();
        to.members.put(member.getKey(), known);
        grew = true;
      }
      grew |= add(known, member.getValue());
    }
    for (JsonNode element : value.isArray() ? value : List.<JsonNode>of()) {
      grew |= add(to.elements(), element);
    }
    return grew;
  }

  private static String valid(String name) {
    String letters = name.replaceAll("[^A-Za-z0-9_]", "_");
    return letters.isEmpty() || Character.isDigit(letters.charAt(0)) ? "_" + letters : letters;
  }

  /** Writes a row. */
  public byte[] write(byte[] json) throws IOException {
    JsonNode row = JSON.readTree(json);
    foresee(row);
    if (schema == null) {
      schema = record(shape, name);
      id = register.applyAsInt(schema.toString());
    }
    out.reset();
    out.writeBytes(SchemaFrame.written(id));
    encoder = EncoderFactory.get().binaryEncoder(out, encoder);
    new GenericDatumWriter<>(schema).write(value(row, shape, schema), encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static Schema record(Shape of, String fullName) {
    List<Field> fields = new ArrayList<>();
    of.members.forEach(
        (member, shape) -> {
          String field = valid(member);
          Schema type = union(shape, fullName + "." + field);
          fields.add(new Field(field, type, null, Field.NULL_DEFAULT_VALUE));
        });
    return Schema.createRecord(fullName, null, null, false, fields);
  }

  private static Schema union(Shape of, String nested) {
    List<Schema> types = new ArrayList<>();
    types.add(Schema.create(Type.NULL));
    for (Kind kind : of.kinds) {
      types.add(
          switch (kind) {
            case BOOLEAN -> Schema.create(Type.BOOLEAN);
            case LONG -> Schema.create(Type.LONG);
            case DOUBLE -> Schema.create(Type.DOUBLE);
            case TEXT -> Schema.create(Type.STRING);
            case RECORD -> record(of, nested);
            case ARRAY -> Schema.createArray(union(of.elements(), nested + ".elements.of"));
          });
    }
    return Schema.createUnion(types);
  }

  private static Object value(JsonNode value, Shape of, Schema schemaOf) {
    if (value.isNull()) {
      return null;
    }
    return switch (kind(value)) {
      case BOOLEAN -> value.booleanValue();
      case LONG -> value.longValue();
      case DOUBLE -> value.doubleValue();
      case TEXT -> value.asText();
      case RECORD -> {
        Schema own = branch(schemaOf, Type.RECORD);
        GenericData.Record record = new GenericData.Record(own);
        for (Map.Entry<String, JsonNode> each : value.properties()) {
          Field field = own.getField(valid(each.getKey()));
          Shape shape = of.members.get(each.getKey());
          record.put(field.pos(), value(each.getValue(), shape, field.schema()));
        }
        yield record;
      }
      case ARRAY -> {
        Schema own = branch(schemaOf, Type.ARRAY);
        GenericData.Array<Object> array = new GenericData.Array<>(value.size(), own);
        value.forEach(each -> array.add(value(each, of.elements(), own.getElementType())));
        yield array;
      }
    };
  }

  private static Schema branch(Schema of, Type type) {
    return of.getType() != Type.UNION
        ? of
        : of.getTypes().stream().filter(each -> each.getType() == type).findFirst().orElseThrow();
  }
}
