package io.gyre.format;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Writes records of one format for its contract test, which finds the class by the format's name:
 * {@code AvroSamples}, {@code JsonSchemaSamples}. It has a constructor without parameters.
 */
interface FormatSamples {

  /** Returns the schema of what {@link #write} writes; null for a format without schemas. */
  Schema schema();

  /** Writes an object with the members of {@link SampleContent}, with its frame. */
  byte[] write(JsonNode content);

  /** Returns settings for this format that mean what those for JSON do. */
  default RecordSettings settings(RecordSettings json, ValueFormat format) {
    return json.withFormat(format);
  }

  /** Tells whether an array can have any number of elements. */
  default boolean hasArrays() {
    return true;
  }

  /**
   * Tells whether {@link #write} also writes a member {@code nested}: an object with the double
   * {@code value} and, perhaps, such an object under {@code nested}.
   */
  default boolean nests() {
    return false;
  }

  /** Returns samples whose schema, of the id 2, lacks a member; null if they are not written. */
  default FormatSamples without(String member) {
    return null;
  }
}
