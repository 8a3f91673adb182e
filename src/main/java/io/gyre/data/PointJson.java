package io.gyre.data;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Reads and writes a point as the JSON of the {@code points} topic: {@code
 * {"id":"p-17","features":[0.12,-0.4],"label":1}}.
 *
 * <p>{@code features} is an array of one or more finite numbers; {@code label} is a number, text of
 * at most {@value Label#MAX_LENGTH} characters or a boolean, null or absent; {@code id} is a string
 * of at most {@value #MAX_ID_LENGTH} characters, an integer (taken as its decimal text), null or
 * absent. Other fields are skipped, nested at most {@value #MAX_DEPTH} deep. A name has at most
 * {@value #MAX_NAME_LENGTH} bytes, a number at most {@value #MAX_NUMBER_LENGTH} digits. Every
 * double survives writing and reading bit for bit.
 *
 * <p>Whether a record is a point depends on its bytes alone, not on those read before: a model must
 * come out the same when its stream is read again.
 *
 * <p>Thread-safe. Reading allocates the point and its array and, with an unchanging number of
 * features, copies nothing.
 */
public final class PointJson {

  /** The longest id, in UTF-16 units. */
  public static final int MAX_ID_LENGTH = 1000;

  static final int MAX_DEPTH = 100;

  /** Enough for any name that means something; it bounds what the parser's name table retains. */
  private static final int MAX_NAME_LENGTH = 256;

  /** Some 770 tell any two doubles apart; it bounds what one costs. */
  private static final int MAX_NUMBER_LENGTH = 1000;

  private static final int TYPICAL_BYTES = 128;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          // Recognised so as to be refused by name: Python's json writes NaN for a missing number.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          // A topic carries UTF-8; guessing UTF-16 and UTF-32 only garbles the reasons.
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          // The names of foreign fields are not ours to keep for the life of the JVM.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          // It would refuse a record because of the names in earlier ones.
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(MAX_NAME_LENGTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .build())
          .errorReportConfiguration(
              ErrorReportConfiguration.builder().maxErrorTokenLength(40).build())
          .build();

  /** The number of features of the last point; only a hint, so that a race on it does no harm. */
  private int expectedFeatures = 2;

  /**
   * Reads a point.
   *
   * @param value a record's value; may be null or anything else, and is not changed
   * @throws InvalidPointException with the reason, for every value that is not a point
   */
  public Point read(byte[] value) throws InvalidPointException {
    if (value == null) {
      throw new InvalidPointException("value: expected a JSON object, found null");
    }
    Utf8.require(value);
    try (JsonParser parser = JSON.createParser(value)) {
      Point point = new PointParser(parser, expectedFeatures).whole();
      expectedFeatures = PointParser.hint(point.features().length);
      return point;
    } catch (IOException e) {
      throw JsonErrorText.reason(e);
    } catch (IllegalStateException | IndexOutOfBoundsException e) {
      // A bug of the parser must cost the record that met it, not the stream.
      throw new InvalidPointException("value: the JSON parser failed on it", e);
    }
  }

  /**
   * Writes a point; an absent id or label is left out.
   *
   * @param point its features finite and its id well-formed text; not changed
   * @return UTF-8 that {@link #read} reads as an equal point
   */
  public byte[] write(Point point) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_BYTES);
    try (JsonGenerator json = JSON.createGenerator(out, JsonEncoding.UTF8)) {
      json.writeStartObject();
      if (point.id() != null) {
        json.writeStringField("id", point.id());
      }
      json.writeFieldName("features");
      json.writeArray(point.features(), 0, point.features().length);
      if (point.labelled()) {
        json.writeFieldName("label");
        point.label().write(json);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
