package io.gyre.data.record;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.PrintableText;
import io.gyre.data.record.FieldPaths.FieldPath;
import io.gyre.data.record.RecordReader.Accepts;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema.Field;
import org.apache.avro.Schema.Type;

/**
 * Reads records of Avro by the schema that they were written with. Their values are fields as those
 * of JSON are: a union is the value of its branch, an enum and a UUID are text, a decimal is a
 * number, a date and a timestamp are times, bytes without such a meaning are never a field. Not
 * thread-safe.
 */
final class AvroRecords extends TypedReader {

  private static final int MOST_SCHEMAS = 64;

  private final AvroBytes in = new AvroBytes();
  private final AvroNodes nodes = new AvroNodes(this, in);
  private final Map<Schema, Plan> plans = new LinkedHashMap<>();
  private Schema lastSchema; // most likely the next record's, too
  private Plan lastPlan;
  private FieldPath root; // to which the nodes of all plans belong

  AvroRecords(RecordSettings settings, Accepts accepts) {
    super(settings, accepts);
  }

  /** Returns the paths of what is never a field, as {@code photo} and {@code address.stamp}. */
  static List<String> ignored(Schema schema) throws InvalidPointException {
    return AvroSchemas.ignored(AvroSchemas.parse(schema.text()));
  }

  /** Keeps what reads the records of one schema. */
  private static final class Plan {

    private final org.apache.avro.Schema schema;
    private final Map<org.apache.avro.Schema, AvroNode> rows = new IdentityHashMap<>();
    private final Map<org.apache.avro.Schema, Boolean> wrapped = new IdentityHashMap<>();

    Plan(org.apache.avro.Schema schema) {
      this.schema = schema;
    }

    String name() {
      return schema.getName() == null ? "union" : schema.getFullName();
    }

    /** Tells whether records of such a type may be envelopes. */
    boolean isWrapped(org.apache.avro.Schema top) {
      return wrapped.computeIfAbsent(
          top, one -> AvroSchemas.isConnect(one) || AvroSchemas.isDebezium(one));
    }
  }

  @Override
  Point read(byte[] value, int begin, Schema schema, String message) throws InvalidPointException {
    Plan plan = plan(schema, begin());
    in.begin(value, begin, plan.name());
    try {
      return readWhole(plan);
    } catch (IOException e) {
      throw in.reason(e);
    }
  }

  private Plan plan(Schema schema, FieldPath newRoot) throws InvalidPointException {
    if (newRoot != root) {
      plans.values().forEach(plan -> plan.rows.clear());
      root = newRoot;
    }
    if (schema != lastSchema) {
      Plan plan = plans.get(schema);
      if (plan == null) {
        plan = new Plan(AvroSchemas.parse(schema.text()));
        if (plans.size() >= MOST_SCHEMAS) {
          plans.remove(plans.keySet().iterator().next());
        }
        plans.put(schema, plan);
      }
      lastSchema = schema;
      lastPlan = plan;
    }
    return lastPlan;
  }

  private Point readWhole(Plan plan) throws IOException, InvalidPointException {
    org.apache.avro.Schema top = in.readBranch(plan.schema);
    if (top.getType() == Type.NULL && plan.schema.isUnion()) {
      in.requireEnd();
      return null;
    }
    if (top.getType() != Type.RECORD) {
      throw new InvalidPointException(
          "value: expected a record of Avro, found " + AvroKind.of(top).found());
    }
    JsonEnvelope envelope = plan.isWrapped(top) ? envelope(top) : JsonEnvelope.NONE;
    org.apache.avro.Schema row = top;
    if (envelope == JsonEnvelope.DELETION) {
      in.skip(top);
    } else if (envelope == JsonEnvelope.NONE) {
      readRow(plan, top);
    } else {
      row = readWrapped(plan, top, envelope.within);
    }
    in.requireEnd();
    if (envelope == JsonEnvelope.DELETION) {
      return null;
    }
    Point point = point();
    if (point == null) {
      throw new InvalidPointException("value: " + expected() + ", found " + names(row));
    }
    return point;
  }

  private void readRow(Plan plan, org.apache.avro.Schema row)
      throws IOException, InvalidPointException {
    AvroNode node = plan.rows.get(row);
    if (node == null) {
      node = nodes.structure(row, root);
      plan.rows.put(row, node);
    }
    node.read();
  }

  private static String names(org.apache.avro.Schema row) {
    if (row.getType() != Type.RECORD || row.getFields().isEmpty()) {
      return "an object without one";
    }
    return "only " + PrintableText.list(row.getFields().stream().map(Field::name).toList());
  }

  /** Finds a record's envelope; the record is then read from its begin on. */
  private JsonEnvelope envelope(org.apache.avro.Schema top)
      throws IOException, InvalidPointException {
    int begin = in.place();
    JsonEnvelope envelope;
    if (AvroSchemas.isConnect(top)) {
      org.apache.avro.Schema payload = in.readBranch(skipTo(top, "payload"));
      envelope =
          payload.getType() == Type.NULL
              ? JsonEnvelope.DELETION
              : JsonEnvelope.inConnect(operation(payload));
    } else {
      envelope = operation(top);
    }
    in.restart(begin);
    return envelope;
  }

  private JsonEnvelope operation(org.apache.avro.Schema row)
      throws IOException, InvalidPointException {
    if (row.getType() != Type.RECORD || !AvroSchemas.isDebezium(row)) {
      return JsonEnvelope.NONE;
    }
    org.apache.avro.Schema op = in.readBranch(skipTo(row, "op"));
    return switch (op.getType()) {
      case STRING -> JsonEnvelope.ofOperation(in.readText());
      case ENUM -> JsonEnvelope.ofOperation(symbol(op));
      default -> JsonEnvelope.NONE;
    };
  }

  private String symbol(org.apache.avro.Schema of) throws IOException, InvalidPointException {
    return of.getEnumSymbols().get(in.readIndex(of.getEnumSymbols().size(), "symbol"));
  }

  /** Passes over the members before the one of this name, which exists; returns its schema. */
  private org.apache.avro.Schema skipTo(org.apache.avro.Schema row, String name)
      throws IOException, InvalidPointException {
    Field wanted = row.getField(name);
    for (Field field : row.getFields().subList(0, wanted.pos())) {
      in.skip(field.schema());
    }
    return wanted.schema();
  }

  /** Reads an envelope, whose members lead to the row or are skipped; returns the row's schema. */
  private org.apache.avro.Schema readWrapped(
      Plan plan, org.apache.avro.Schema around, List<String> within)
      throws IOException, InvalidPointException {
    String next = within.get(0);
    org.apache.avro.Schema row = null;
    in.enter();
    for (Field field : around.getFields()) {
      if (!field.name().equals(next)) {
        in.skip(field.schema());
        continue;
      }
      org.apache.avro.Schema inner = in.readBranch(field.schema());
      if (inner.getType() != Type.RECORD && inner.getType() != Type.MAP) {
        throw new InvalidPointException(
            next + ": expected an object, found " + AvroKind.of(inner).found());
      }
      if (within.size() == 1) {
        readRow(plan, inner);
        row = inner;
      } else {
        row = readWrapped(plan, inner, within.subList(1, within.size()));
      }
    }
    in.leave();
    if (row == null) {
      throw new InvalidPointException(next + ": expected an object, found no such field");
    }
    return row;
  }
}
