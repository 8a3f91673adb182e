package io.gyre.data;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes points of the plain form: {@code {"id":"p-17","features":[0.12,-0.4],"label":1}}. {@link
 * RecordReader} reads records of any form. Every double survives writing and reading bit for bit.
 * Thread-safe.
 */
public final class PointJson {

  /** The longest id, in UTF-16 units. */
  public static final int MAX_ID_LENGTH = 1000;

  /** The most objects and arrays that lie in each other. */
  public static final int MAX_DEPTH = 100;

  /** It bounds what the parser's name table retains. */
  public static final int MAX_NAME_LENGTH = 256;

  /** Some 770 tell any two doubles apart. */
  public static final int MAX_NUMBER_LENGTH = 1000;

  /** Reads and writes records: UTF-8, within Gyre's limits of nesting, names and numbers. */
  public static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          // Else characters beyond 16 bits are written as two escapes.
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          // To be refused by name: Python's json writes NaN for a missing number.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          // A topic carries UTF-8; guessing UTF-16 and UTF-32 only garbles the reasons.
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          // The names of fields must not stay in memory for the life of the JVM.
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

  /** Writes a point of finite features as UTF-8, with its well-formed id and label, if any. */
  public byte[] write(Point point) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    try (JsonGenerator json = JSON.createGenerator(out, JsonEncoding.UTF8)) {
      json.writeStartObject();
      if (point.id() != null) {
        json.writeStringField("id", point.id());
      }
      json.writeFieldName("features");
      json.writeArray(point.features(), 0, point.features().length);
      if (point.labelled()) {
        json.writeFieldName("label");
        json.writePOJO(point.label().value());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
