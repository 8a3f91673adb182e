package io.gyre.format;

import io.gyre.data.InvalidPointException;
import io.gyre.data.PointJson;
import io.gyre.words.PrintableText;
import io.gyre.words.RecentTexts;
import io.gyre.words.Utf8;
import java.io.EOFException;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * The bytes of one record of Avro after another: Avro's decoder, and what it does not check.
 * Lengths are within the record, text is well-formed, and no few bytes stand for endless values.
 * Lengths and counts are read as numbers, since Avro's own limits for them are settings of the
 * whole process. A record that is not Avro ends it with an {@link IOException}. Not thread-safe.
 */
public final class AvroBytes {

  /** More than a record has bytes; values of no bytes, as nulls, cost time too. */
  private static final int MOST_SKIPPED = RecordReader.MAX_BYTES;

  private final RecentTexts texts = new RecentTexts();
  private BinaryDecoder in;
  private byte[] value;
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
    in = DecoderFactory.get().binaryDecoder(value, from, value.length - from, in);
    skipped = 0;
    depth = 0;
  }

  /** Returns the index of the next byte. */
  int place() {
    return value.length - in.remainingBytes();
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
  public InvalidPointException reason(IOException fault) {
    return invalid(
        fault instanceof EOFException
            ? "its end too early, after %d bytes".formatted(value.length)
            : "a number of too many bytes near byte %d".formatted(place()),
        fault);
  }

  public void requireEnd() throws InvalidPointException {
    if (in.remainingBytes() > 0) {
      throw invalid(
          "%d more bytes behind the record, from byte %d on"
              .formatted(in.remainingBytes(), place()));
    }
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

  /** Reads a byte of 0 or 1; Avro's decoder takes any other for false. */
  public boolean readBoolean() throws IOException, InvalidPointException {
    int at = place();
    boolean bit = in.readBoolean();
    if (value[at] != (bit ? 1 : 0)) {
      throw invalid("a boolean of 0x%02x at byte %d".formatted(value[at], at));
    }
    return bit;
  }

  public int readInt() throws IOException {
    return in.readInt();
  }

  public long readLong() throws IOException {
    return in.readLong();
  }

  public float readFloat() throws IOException {
    return in.readFloat();
  }

  public double readDouble() throws IOException {
    return in.readDouble();
  }

  public String readText() throws IOException, InvalidPointException {
    return text(requireHas(in.readLong()));
  }

  /** Reads the name of a member of a map. */
  String readName() throws IOException, InvalidPointException {
    int length = requireHas(in.readLong());
    if (length > PointJson.MAX_NAME_LENGTH) {
      throw new InvalidPointException(
          "value: expected names of at most %d bytes, found one of %d"
              .formatted(PointJson.MAX_NAME_LENGTH, length));
    }
    return text(length);
  }

  private String text(int length) throws IOException, InvalidPointException {
    int from = place();
    String text = texts.of(value, from, length);
    if (text == null) {
      throw notText(from, length);
    }
    in.skipFixed(length);
    return text;
  }

  private InvalidPointException notText(int from, int length) {
    int wrong = Utf8.firstMalformed(value, from, from + length);
    return new InvalidPointException(
        "value: expected UTF-8, found the byte 0x%02x at position %d"
            .formatted(value[wrong], wrong));
  }

  /** Reads the bytes of a number, of which there are at most so many. */
  byte[] readNumber(Schema of, int most) throws IOException, InvalidPointException {
    int length = requireHas(of.getType() == Schema.Type.FIXED ? of.getFixedSize() : in.readLong());
    if (length > most) {
      throw new InvalidPointException(
          "value: expected numbers of at most %d bytes, found one of %d".formatted(most, length));
    }
    byte[] bytes = new byte[length];
    in.readFixed(bytes);
    return bytes;
  }

  private int requireHas(long length) throws InvalidPointException {
    if (length < 0 || length > in.remainingBytes()) {
      throw invalid(
          "a length of %d at byte %d, where %d bytes are left"
              .formatted(length, place(), in.remainingBytes()));
    }
    return (int) length;
  }

  String readSymbol(Schema of) throws IOException, InvalidPointException {
    return of.getEnumSymbols().get(readIndex(of.getEnumSymbols().size(), "symbol"));
  }

  /** Reads which of so many branches or symbols comes. */
  private int readIndex(int count, String what) throws IOException, InvalidPointException {
    int index = in.readInt();
    if (index < 0 || index >= count) {
      throw invalid(
          "%s %d of %d, counted from 0, before byte %d".formatted(what, index, count, place()));
    }
    return index;
  }

  /** Reads how many items come before the next such number; 0 at the end of an array or a map. */
  long readCount() throws IOException, InvalidPointException {
    long count = in.readLong();
    if (count < 0) {
      in.readLong(); // how many bytes these items have
      count = -count;
    }
    if (count < 0) {
      throw invalid("a number of items beyond all limits, before byte " + place());
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
      case INT -> in.readInt();
      case LONG -> in.readLong();
      case FLOAT -> in.readFloat();
      case DOUBLE -> in.readDouble();
      case ENUM -> readSymbol(of);
      case STRING -> skipText();
      case BYTES -> in.skipFixed(requireHas(in.readLong()));
      case FIXED -> in.skipFixed(requireHas(of.getFixedSize()));
      case UNION -> skip(readBranch(of));
      case RECORD, ARRAY, MAP -> skipWithin(of);
    }
  }

  private void skipText() throws IOException, InvalidPointException {
    int length = requireHas(in.readLong());
    if (Utf8.firstMalformed(value, place(), place() + length) >= 0) {
      throw notText(place(), length);
    }
    in.skipFixed(length);
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
            readName();
          }
          skip(item);
        }
      }
    }
    leave();
  }
}
