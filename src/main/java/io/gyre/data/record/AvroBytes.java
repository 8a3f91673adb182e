package io.gyre.data.record;

import io.gyre.data.InvalidPointException;
import io.gyre.data.PointJson;
import io.gyre.data.PrintableText;
import io.gyre.data.Utf8;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * The bytes of one record of Avro after another, with what {@link BinaryDecoder} does not check:
 * lengths are within the record, text is well-formed, and no few bytes stand for endless values. A
 * record that ends too early, or has a number of too many bytes, ends it with an {@link
 * IOException}. Not thread-safe.
 */
public final class AvroBytes {

  /** More than a record has bytes; values of no bytes, as nulls, cost time too. */
  private static final int MOST_SKIPPED = RecordReader.MAX_BYTES;

  private final RecentTexts texts = new RecentTexts();
  private final byte[] one = new byte[1];
  private BinaryDecoder decoder;
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
    decoder = DecoderFactory.get().binaryDecoder(value, from, value.length - from, decoder);
    skipped = 0;
    depth = 0;
  }

  /** Returns the index of the next byte. */
  int place() {
    return value.length - decoder.remainingBytes();
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

  /** Returns why the decoder failed. */
  public InvalidPointException reason(Exception fault) {
    if (fault instanceof EOFException) {
      return invalid("its end too early, after %d bytes".formatted(value.length), fault);
    }
    String found =
        fault instanceof IOException ? "a number of too many bytes" : "what its decoder failed on";
    return invalid("%s near byte %d".formatted(found, place()), fault);
  }

  public void requireEnd() throws InvalidPointException {
    if (decoder.remainingBytes() > 0) {
      throw invalid(
          "%d more bytes behind the record, from byte %d on"
              .formatted(decoder.remainingBytes(), place()));
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

  public boolean readBoolean() throws IOException, InvalidPointException {
    decoder.readFixed(one, 0, 1);
    if (one[0] != 0 && one[0] != 1) {
      throw invalid("a boolean of 0x%02x at byte %d".formatted(one[0], place() - 1));
    }
    return one[0] == 1;
  }

  public int readInt() throws IOException {
    return decoder.readInt();
  }

  public long readLong() throws IOException {
    return decoder.readLong();
  }

  public float readFloat() throws IOException {
    return decoder.readFloat();
  }

  public double readDouble() throws IOException {
    return decoder.readDouble();
  }

  public String readText() throws IOException, InvalidPointException {
    return texts(readLength());
  }

  /** Reads the name of a member of a map. */
  public String readName() throws IOException, InvalidPointException {
    return texts(requireName(readLength()));
  }

  private String texts(int length) throws IOException, InvalidPointException {
    int from = place();
    decoder.skipFixed(length);
    String text = texts.of(value, from, length);
    if (text == null) {
      throw notText(from, length);
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

  private InvalidPointException notText(int from, int length) {
    int wrong = from + Utf8.firstMalformed(Arrays.copyOfRange(value, from, from + length));
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
    byte[] bytes = new byte[requireHas(length)];
    decoder.readFixed(bytes, 0, length);
    return bytes;
  }

  private int readLength() throws IOException, InvalidPointException {
    return requireHas(decoder.readLong());
  }

  private int requireHas(long length) throws InvalidPointException {
    if (length < 0 || length > decoder.remainingBytes()) {
      throw invalid(
          "a length of %d at byte %d, where %d bytes are left"
              .formatted(length, place(), decoder.remainingBytes()));
    }
    return (int) length;
  }

  /** Reads which of so many branches or symbols comes. */
  int readIndex(int count, String what) throws IOException, InvalidPointException {
    int index = decoder.readInt();
    if (index < 0 || index >= count) {
      throw invalid(
          "%s %d of %d, counted from 0, before byte %d".formatted(what, index, count, place()));
    }
    return index;
  }

  /** Reads how many items come before the next such number; 0 at the end of an array or a map. */
  public long readCount() throws IOException, InvalidPointException {
    long count = decoder.readLong();
    if (count < 0) {
      decoder.readLong(); // how many bytes these items have
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
      case INT -> decoder.readInt();
      case LONG -> decoder.readLong();
      case FLOAT -> decoder.readFloat();
      case DOUBLE -> decoder.readDouble();
      case ENUM -> readIndex(of.getEnumSymbols().size(), "symbol");
      case STRING -> skipText(readLength());
      case BYTES -> decoder.skipFixed(readLength());
      case FIXED -> decoder.skipFixed(requireHas(of.getFixedSize()));
      case UNION -> skip(readBranch(of));
      case RECORD, ARRAY, MAP -> skipWithin(of);
    }
  }

  private void skipText(int length) throws IOException, InvalidPointException {
    int from = place();
    int end = from + length;
    int at = from;
    while (at < end && value[at] >= 0) {
      at++;
    }
    if (at < end && Utf8.firstMalformed(Arrays.copyOfRange(value, from, end)) >= 0) {
      throw notText(from, length);
    }
    decoder.skipFixed(length);
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
