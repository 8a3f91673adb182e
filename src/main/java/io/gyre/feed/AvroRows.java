package io.gyre.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.data.InvalidPointException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
 * which can read what the versions before it wrote. Numbers are long until one has a fraction; each
 * field may be null, and of several types. Not thread-safe.
 */
public final class AvroRows {

  private static final JsonMapper JSON = new JsonMapper();

  private final String name;
  private final ToIntFunction<String> register;
  private final Map<String, String> renamed = new TreeMap<>();
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

  /** What came at one path. */
  private static final class Shape {

    final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    final Map<String, Shape> members = new LinkedHashMap<>();
    Shape elements;

    /** Adds a value; returns whether there was none of its shape before. */
    boolean add(JsonNode value) {
      if (value.isNull()) {
        return false;
      }
      Kind kind = kind(value);
      boolean grew = !(kind == Kind.LONG && kinds.contains(Kind.DOUBLE)) && kinds.add(kind);
      if (kind == Kind.DOUBLE) {
        kinds.remove(Kind.LONG);
      }
      if (value.isObject()) {
        for (Map.Entry<String, JsonNode> member : value.properties()) {
          Shape known = members.get(member.getKey());
          if (known == null) {
            known = new Shape();
            members.put(member.getKey(), known);
            grew = true;
          }
          grew |= known.add(member.getValue());
        }
      }
      for (JsonNode element : value.isArray() ? value : List.<JsonNode>of()) {
        if (elements == null) {
          elements = new Shape();
          grew = true;
        }
        grew |= elements.add(element);
      }
      return grew;
    }
  }

  private static Kind kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> Kind.BOOLEAN;
      case OBJECT -> Kind.RECORD;
      case ARRAY -> Kind.ARRAY;
      case NUMBER -> value.isIntegralNumber() && value.canConvertToLong() ? Kind.LONG : Kind.DOUBLE;
      default -> Kind.TEXT;
    };
  }

  /** Takes a row into account that will come, so that the schema need not grow for it. */
  public void foresee(byte[] json) {
    try {
      add(object(json));
    } catch (InvalidPointException e) {
      // It is refused when it comes.
    }
  }

  private void add(JsonNode row) {
    if (shape.add(row)) {
      schema = null;
    }
  }

  private static JsonNode object(byte[] json) throws InvalidPointException {
    try {
      JsonNode row = JSON.readTree(json);
      if (row == null || !row.isObject()) {
        throw new InvalidPointException("value: expected a JSON object, found another value");
      }
      return row;
    } catch (IOException e) {
      throw new InvalidPointException("value: expected JSON", e);
    }
  }

  /**
   * Writes a row; a null stays null.
   *
   * @throws InvalidPointException when it is no JSON object
   */
  public byte[] write(byte[] json) throws InvalidPointException {
    if (json == null) {
      return null;
    }
    JsonNode row = object(json);
    add(row);
    if (schema == null) {
      schema = record(shape, name);
      id = register.applyAsInt(schema.toString());
    }
    out.reset();
    out.writeBytes(ByteBuffer.allocate(1 + Integer.BYTES).put((byte) 0).putInt(id).array());
    encoder = EncoderFactory.get().binaryEncoder(out, encoder);
    try {
      new GenericDatumWriter<>(schema).write(value(row, shape, schema), encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Returns the names that Avro does not allow, and what they are written as; for a person. */
  public Map<String, String> renamed() {
    return renamed;
  }

  private Schema record(Shape of, String fullName) {
    List<Field> fields = new ArrayList<>();
    for (String member : names(of).keySet()) {
      String field = names(of).get(member);
      Schema type = union(of.members.get(member), fullName + "_" + field);
      fields.add(new Field(field, type, null, Field.NULL_DEFAULT_VALUE));
    }
    return Schema.createRecord(fullName, null, null, false, fields);
  }

  /** Returns the names of the fields of members. */
  private Map<String, String> names(Shape of) {
    Map<String, String> names = new LinkedHashMap<>();
    for (String member : of.members.keySet()) {
      String field = valid(member);
      while (names.containsValue(field) || !field.equals(member) && of.members.containsKey(field)) {
        field += "_";
      }
      names.put(member, field);
      if (!field.equals(member)) {
        renamed.put(member, field);
      }
    }
    return names;
  }

  private static String valid(String name) {
    String letters = name.replaceAll("[^A-Za-z0-9_]", "_");
    return letters.isEmpty() || Character.isDigit(letters.charAt(0)) ? "_" + letters : letters;
  }

  private Schema union(Shape of, String nested) {
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
            case ARRAY ->
                Schema.createArray(
                    union(of.elements == null ? new Shape() : of.elements, nested + "_element"));
          });
    }
    return Schema.createUnion(types);
  }

  private Object value(JsonNode value, Shape of, Schema schemaOf) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> value.booleanValue();
      case NUMBER -> of.kinds.contains(Kind.LONG) ? (Object) value.longValue() : value.asDouble();
      case OBJECT -> {
        Schema own = branch(schemaOf, Type.RECORD);
        GenericData.Record record = new GenericData.Record(own);
        Map<String, String> names = names(of);
        for (Map.Entry<String, JsonNode> member : value.properties()) {
          String field = names.get(member.getKey());
          Schema type = own.getField(field).schema();
          record.put(field, value(member.getValue(), of.members.get(member.getKey()), type));
        }
        yield record;
      }
      case ARRAY -> {
        Schema own = branch(schemaOf, Type.ARRAY);
        GenericData.Array<Object> array = new GenericData.Array<>(value.size(), own);
        value.forEach(each -> array.add(value(each, of.elements, own.getElementType())));
        yield array;
      }
      case NULL, MISSING -> null;
      default -> value.asText();
    };
  }

  private static Schema branch(Schema of, Schema.Type type) {
    return of.getType() != Type.UNION
        ? of
        : of.getTypes().stream().filter(each -> each.getType() == type).findFirst().orElseThrow();
  }
}
