package io.gyre.data.record;

import io.gyre.data.InvalidPointException;
import io.gyre.data.record.FieldPaths.FieldPath;
import io.gyre.data.record.FieldPaths.Role;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;

/** Makes the nodes that read values of Avro, each once for its path. */
final class AvroNodes {

  /** Powers of ten that a double holds exactly. */
  private static final double[] TENS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private static final long EXACT = 1L << 53; // up to here, a double holds each whole number

  private final TypedReader reader;
  private final AvroBytes in;

  AvroNodes(TypedReader reader, AvroBytes in) {
    this.reader = reader;
    this.in = in;
  }

  /** Makes the node of a value whose path has a role. */
  private AvroNode node(Schema schema, FieldPath at) {
    AvroKind kind = AvroKind.of(schema);
    boolean counts = at.role != Role.NONE || (at.leadsOn && !kind.isScalar());
    if (!counts || (at.role == Role.FIELD && AvroKind.isOpaque(schema))) {
      return new AvroNode(at) {
        @Override
        void read() throws IOException, InvalidPointException {
          in.skip(schema);
        }
      };
    }
    boolean mayBeWhole = at.role == Role.FIELD || at.role == Role.NONE || kind == AvroKind.UNION;
    if (kind == AvroKind.OPAQUE || !kind.isScalar() && !mayBeWhole) {
      return new AvroNode(at) {
        @Override
        void read() throws InvalidPointException {
          throw TypedReader.refused(at, kind.found());
        }
      };
    }
    if (kind == AvroKind.DECIMAL) {
      return new Decimal(schema, at);
    }
    return kind.isScalar() ? new Scalar(schema, kind, at) : structure(schema, at);
  }

  /** Makes the node of a record, a map, an array or a union, whatever its role. */
  AvroNode structure(Schema schema, FieldPath at) {
    return switch (schema.getType()) {
      case RECORD -> new Members(schema, at);
      case MAP -> new Entries(schema.getValueType(), at);
      case ARRAY -> new Elements(schema.getElementType(), at);
      default -> new Branches(schema.getTypes(), at);
    };
  }

  /** A value with none within it: one class of all types, which is faster than one of each. */
  private final class Scalar extends AvroNode {

    private final AvroKind kind;
    private final List<String> symbols; // of an enum; else null

    Scalar(Schema schema, AvroKind kind, FieldPath at) {
      super(at);
      this.kind = kind;
      symbols = kind == AvroKind.ENUM ? schema.getEnumSymbols() : null;
    }

    @Override
    void read() throws IOException, InvalidPointException {
      switch (kind) {
        case NULL -> reader.readNothing(at);
        case BOOLEAN -> reader.readBoolean(at, in.readBoolean());
        case INT -> reader.readInteger(at, in.readInt());
        case LONG -> reader.readInteger(at, in.readLong());
        case FLOAT -> reader.readDouble(at, TypedReader.decimal(in.readFloat()));
        case DOUBLE -> reader.readDouble(at, in.readDouble());
        case TEXT -> reader.readText(at, in.readText());
        case ENUM -> reader.readText(at, symbols.get(in.readIndex(symbols.size(), "symbol")));
        case DATE -> reader.readText(at, LocalDate.ofEpochDay(in.readInt()).toString());
        case MILLIS, MICROS, NANOS -> readTime(false);
        case LOCAL_MILLIS, LOCAL_MICROS, LOCAL_NANOS -> readTime(true);
        case UUID -> reader.readText(at, uuid(in.readFixed(2 * Long.BYTES)));
        default -> throw new IllegalStateException("kind: found " + kind);
      }
    }

    private void readTime(boolean local) throws IOException, InvalidPointException {
      reader.readText(at, iso(in.readLong(), kind.perSecond, local));
    }
  }

  /**
   * Writes a time by ISO 8601.
   *
   * @param time since 1970-01-01T00:00
   * @param perSecond the units of the time: at most 1e9
   * @param local whether no offset from UTC is known, so that no Z is written
   */
  static String iso(long time, long perSecond, boolean local) {
    long nanos = Math.floorMod(time, perSecond) * (1_000_000_000 / perSecond);
    String text = Instant.ofEpochSecond(Math.floorDiv(time, perSecond), nanos).toString();
    return local ? text.substring(0, text.length() - 1) : text;
  }

  private static String uuid(byte[] bytes) {
    ByteBuffer halves = ByteBuffer.wrap(bytes);
    return new UUID(halves.getLong(), halves.getLong()).toString();
  }

  private final class Members extends AvroNode {

    private final List<Schema.Field> fields;
    private final AvroNode[] members;

    Members(Schema schema, FieldPath at) {
      super(at);
      fields = schema.getFields();
      members = new AvroNode[fields.size()];
    }

    @Override
    void read() throws IOException, InvalidPointException {
      in.enter();
      for (int i = 0; i < members.length; i++) {
        AvroNode member = members[i];
        if (member == null) {
          Schema.Field field = fields.get(i);
          member = node(field.schema(), at.member(field.name()));
          members[i] = member;
        }
        reader.visit(member.at);
        member.read();
      }
      in.leave();
    }
  }

  private final class Entries extends AvroNode {

    private final Schema value;
    private final Map<String, AvroNode> members = new HashMap<>();

    Entries(Schema value, FieldPath at) {
      super(at);
      this.value = value;
    }

    @Override
    void read() throws IOException, InvalidPointException {
      in.enter();
      for (long count = in.readCount(); count > 0; count = in.readCount()) {
        for (long i = 0; i < count; i++) {
          String name = in.readName();
          AvroNode member = members.get(name);
          if (member == null) {
            member = node(value, at.member(name));
            members.put(name, member);
          }
          reader.visit(member.at);
          member.read();
        }
      }
      in.leave();
    }
  }

  private final class Elements extends AvroNode {

    private final Schema element;
    private final List<AvroNode> elements = new ArrayList<>();

    Elements(Schema element, FieldPath at) {
      super(at);
      this.element = element;
    }

    @Override
    void read() throws IOException, InvalidPointException {
      in.enter();
      int index = 0;
      for (long count = in.readCount(); count > 0; count = in.readCount()) {
        for (long i = 0; i < count; i++) {
          if (index == elements.size()) {
            elements.add(node(element, at.element(index)));
          }
          AvroNode next = elements.get(index++);
          reader.visit(next.at);
          next.read();
        }
      }
      in.leave();
    }
  }

  /** The nodes of more are not kept: each path would have thousands. */
  private static final int MOST_BRANCHES = 64;

  private final class Branches extends AvroNode {

    private final List<Schema> schemas;
    private final int count;
    private AvroNode[] branches = {}; // as many as were met

    Branches(List<Schema> schemas, FieldPath at) {
      super(at);
      this.schemas = schemas;
      count = schemas.size();
    }

    @Override
    void read() throws IOException, InvalidPointException {
      int index = in.readIndex(count, "branch");
      AvroNode branch = index < branches.length ? branches[index] : null;
      (branch == null ? add(index) : branch).read();
    }

    private AvroNode add(int index) {
      AvroNode branch = node(schemas.get(index), at);
      if (count <= MOST_BRANCHES) {
        branches = Arrays.copyOf(branches, Math.max(branches.length, index + 1));
        branches[index] = branch;
      }
      return branch;
    }
  }

  private final class Decimal extends AvroNode {

    private final int scale;
    private final int size; // in bytes; −1 if they tell it
    private final boolean isPlain; // as most are: a field that is not a category

    Decimal(Schema schema, FieldPath at) {
      super(at);
      scale = AvroKind.scale(schema);
      isPlain = at.role == Role.FIELD && !at.category;
      size = schema.getType() == Schema.Type.FIXED ? schema.getFixedSize() : -1;
    }

    @Override
    void read() throws IOException, InvalidPointException {
      int most = AvroKind.MOST_DECIMAL_BYTES;
      byte[] bytes = size < 0 ? in.readNumber(most) : in.readNumber(size, most);
      if (bytes.length == 0) {
        throw TypedReader.invalid(at, "expected the bytes of a decimal, found none");
      }
      if (bytes.length <= Long.BYTES && scale >= 0 && scale < TENS.length && isPlain) {
        long digits = bytes[0]; // with its sign
        for (int i = 1; i < bytes.length; i++) {
          digits = digits << Byte.SIZE | bytes[i] & 0xff;
        }
        if (Math.abs(digits) <= EXACT && digits != Long.MIN_VALUE) {
          // Both are exact, so that the quotient is the double next to the decimal.
          reader.readDouble(at, digits / TENS[scale]);
          return;
        }
      }
      reader.readDecimal(at, new BigDecimal(new BigInteger(bytes), scale));
    }
  }
}
