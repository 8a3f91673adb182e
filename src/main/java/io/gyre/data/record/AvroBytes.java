package io.gyre.data.record;

import io.gyre.data.InvalidPointException;
import io.gyre.data.PointJson;
import io.gyre.data.PrintableText;
import io.gyre.data.Utf8;
import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.avro.Schema;

/**
 * The bytes of one record of Avro after another, with what Avro's own decoder does not check:
 * lengths are within the record, text is well-formed, and no few bytes stand for endless values. It
 * is faster, too. A record that ends too early, or has a number of too many bytes, ends it with an
 * {@link IOException}. Not thread-safe.
 */
public final class AvroBytes {

  /** More than a record has bytes; values of no bytes, as nulls, cost time too. */
  private static final int MOST_SKIPPED = RecordReader.MAX_BYTES;

  private static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle DOUBLES =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

  private final RecentTexts texts = new RecentTexts();
  private byte[] value;
  private int place;
  private String schema;
  private int skipped;
  private int depth;

  /** Begins a record of a schema, whose name is for the reasons. */
  public void begin(byte[] record, int from, String name) {
    value = record;
    schema = name;
    restart(from);
  }

  /** Goes to a place where a value at the top of the record begins. */
  void restart(int from) {
    place = from;
    skipped = 0;
    depth = 0;
  }

  /** Returns the index of the next byte. */
  int place() {
    return place;
  }

  public InvalidPointException invalid(String found) {
    return invalid(found, null);
  }

  private InvalidPointException invalid(String found, Exception cause) {
    return new InvalidPointException(
        "value: expected Avro of the schema %s, found %s"
            .formatted(PrintableText.brief(schema), found),
        cause);
  }

  /** Returns why the record cannot be read. */
  public InvalidPointException reason(Exception fault) {
    return invalid(
        fault instanceof EOFException
            ? "its end too early, after %d bytes".formatted(value.length)
            : "a number of too many bytes near byte %d".formatted(place),
        fault);
  }

  public void requireEnd() throws InvalidPointException {
    if (left() > 0) {
      throw invalid("%d more bytes behind the record, from byte %d on".formatted(left(), place));
    }
  }

  private int left() {
    return value.length - place;
  }

  /** Passes over so many bytes; returns where they begin. */
  private int pass(int length) throws EOFException {
    if (length > left()) {
      throw new EOFException();
    }
    place += length;
    return place - length;
  }

  /** Reads a number of at most so many bytes, of seven bits each. */
  private long readBits(int most) throws IOException {
    if (place < value.length && value[place] >= 0) {
      return value[place++];
    }
    long bits = 0;
    int begin = place;
    for (int i = 0; i < most; i++) {
      byte next = value[pass(1)];
      bits |= (long) (next & 0x7f) << 7 * i;
      if (next >= 0) {
        return bits;
      }
    }
    place = begin;
    throw new IOException();
  }

  /** Enters an object or an array; {@link #leave} leaves it. */
  public void enter() throws InvalidPointException {
    if (++depth > PointJson.MAX_DEPTH) {
      throw new InvalidPointException(
          "value: expected values nested at most %d deep, found more"
              .formatted(PointJson.MAX_DEPTH));
    }
  }

  public void leave() {
    depth--;
  }

  public boolean readBoolean() throws IOException, InvalidPointException {
    byte bit = value[pass(1)];
    if (bit != 0 && bit != 1) {
      throw invalid("a boolean of 0x%02x at byte %d".formatted(bit, place - 1));
    }
    return bit == 1;
  }

  public int readInt() throws IOException {
    int bits = (int) readBits(5);
    return bits >>> 1 ^ -(bits & 1);
  }

  public long readLong() throws IOException {
    long bits = readBits(10);
    return bits >>> 1 ^ -(bits & 1);
  }

  public float readFloat() throws IOException {
    return (float) FLOATS.get(value, pass(Float.BYTES));
  }

  public double readDouble() throws IOException {
    return (double) DOUBLES.get(value, pass(Double.BYTES));
  }

  public String readText() throws IOException, InvalidPointException {
    return texts(readLength());
  }

  /** Reads the name of a member of a map. */
  String readName() throws IOException, InvalidPointException {
    return texts(requireName(readLength()));
  }

  private String texts(int length) throws IOException, InvalidPointException {
    int from = pass(length);
    String text = texts.of(value, from, length);
    if (text == null) {
      throw notText(Utf8.firstMalformed(value, from, place));
    }
    return text;
  }

  private int requireName(int length) throws InvalidPointException {
    if (length > PointJson.MAX_NAME_LENGTH) {
      throw new InvalidPointException(
          "value: expected names of at most %d bytes, found one of %d"
              .formatted(PointJson.MAX_NAME_LENGTH, length));
    }
    return length;
  }

  private InvalidPointException notText(int wrong) {
    return new InvalidPointException(
        "value: expected UTF-8, found the byte 0x%02x at position %d"
            .formatted(value[wrong], wrong));
  }

  /** Reads the bytes of a number, of which there are at most so many. */
  byte[] readNumber(int most) throws IOException, InvalidPointException {
    return readNumber(readLength(), most);
  }

  byte[] readNumber(int length, int most) throws IOException, InvalidPointException {
    if (length > most) {
      throw new InvalidPointException(
          "value: expected numbers of at most %d bytes, found one of %d".formatted(most, length));
    }
    return readFixed(length);
  }

  byte[] readFixed(int length) throws IOException, InvalidPointException {
    int from = pass(requireHas(length));
    return Arrays.copyOfRange(value, from, place);
  }

  private int readLength() throws IOException, InvalidPointException {
    return requireHas(readLong());
  }

  private int requireHas(long length) throws InvalidPointException {
    if (length < 0 || length > left()) {
      throw invalid(
          "a length of %d at byte %d, where %d bytes are left".formatted(length, place, left()));
    }
    return (int) length;
  }

  /** Reads which of so many branches or symbols comes. */
  int readIndex(int count, String what) throws IOException, InvalidPointException {
    int index = readInt();
    if (index < 0 || index >= count) {
      throw invalid(
          "%s %d of %d, counted from 0, before byte %d".formatted(what, index, count, place));
    }
    return index;
  }

  /** Reads how many items come before the next such number; 0 at the end of an array or a map. */
  long readCount() throws IOException, InvalidPointException {
    long count = readLong();
    if (count < 0) {
      readLong(); // how many bytes these items have
      count = -count;
    }
    if (count < 0) {
      throw invalid("a number of items beyond all limits, before byte " + place);
    }
    return count;
  }

  /** Reads the branch of a union; any other schema is its own. */
  public Schema readBranch(Schema of) throws IOException, InvalidPointException {
    return of.getType() == Schema.Type.UNION
        ? of.getTypes().get(readIndex(of.getTypes().size(), "branch"))
        : of;
  }

  /** Passes over a value, which must be Avro. */
  public void skip(Schema of) throws IOException, InvalidPointException {
    if (++skipped > MOST_SKIPPED) {
      throw invalid("more than %,d values".formatted(MOST_SKIPPED));
    }
    switch (of.getType()) {
      case NULL -> {}
      case BOOLEAN -> readBoolean();
      case INT -> readInt();
      case LONG -> readLong();
      case FLOAT -> readFloat();
      case DOUBLE -> readDouble();
      case ENUM -> readIndex(of.getEnumSymbols().size(), "symbol");
      case STRING -> skipText(readLength());
      case BYTES -> pass(readLength());
      case FIXED -> pass(requireHas(of.getFixedSize()));
      case UNION -> skip(readBranch(of));
      case RECORD, ARRAY, MAP -> skipWithin(of);
    }
  }

  private void skipText(int length) throws IOException, InvalidPointException {
    int from = pass(length);
    int wrong = Utf8.firstMalformed(value, from, place);
    if (wrong >= 0) {
      throw notText(wrong);
    }
  }

  private void skipWithin(Schema of) throws IOException, InvalidPointException {
    enter();
    if (of.getType() == Schema.Type.RECORD) {
      for (Schema.Field field : of.getFields()) {
        skip(field.schema());
      }
    } else {
      boolean named = of.getType() == Schema.Type.MAP;
      Schema item = named ? of.getValueType() : of.getElementType();
      for (long count = readCount(); count > 0; count = readCount()) {
        for (long i = 0; i < count; i++) {
          if (named) {
            skipText(requireName(readLength()));
          }
          skip(item);
        }
      }
    }
    leave();
  }
}
