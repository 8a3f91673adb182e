package io.gyre.format;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.data.InvalidPointException;
import java.util.Objects;

/**
 * A schema that records name, or the reason why they cannot be read. It is parsed once, when it is
 * made or first needed. Equal if format, text and reason are. Immutable.
 */
public final class Schema {

  /** The longest text, in characters: a record of the journal must hold it. */
  public static final int MAX_LENGTH = 256 << 10;

  private static final int MAX_REASON = 10_000;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  @JsonProperty private final ValueFormat format;
  @JsonProperty private final String text;
  @JsonProperty private final String denied;
  private transient volatile Object parsed; // null until it is needed

  /**
   * @param format of its records; null if it is denied
   * @param text all of it, with what it refers to, so that two are the same if their texts are: see
   *     {@link ValueFormat#schema}
   * @param denied why no record of it can be read; null if they can
   */
  public Schema(
      @JsonProperty("format") ValueFormat format,
      @JsonProperty("text") String text,
      @JsonProperty("denied") String denied) {
    this.format = format;
    this.text = Objects.requireNonNull(text, "text");
    this.denied = denied;
    if ((format == null) == (denied == null)) {
      throw new IllegalArgumentException("schema: expected either a format or a reason");
    }
  }

  /** Makes a schema whose records cannot be read. */
  public static Schema denied(String reason) {
    return new Schema(null, "", reason);
  }

  public ValueFormat format() {
    return format;
  }

  public String text() {
    return text;
  }

  public String denied() {
    return denied;
  }

  /**
   * Returns the schema as its format's library has it; one of Avro is an Avro schema.
   *
   * @throws InvalidPointException if the text is not a schema of the format
   */
  public Object parsed() throws InvalidPointException {
    Object known = parsed;
    if (known == null) {
      known = format.parse(text);
      parsed = known;
    }
    return known;
  }

  /** Says for a person what its records are. */
  public String described() {
    return denied == null ? format.toString() : denied;
  }

  /** Writes it as JSON. */
  public String toJson() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads what {@link #toJson} wrote; null for anything else. */
  public static Schema ofJson(String json) {
    try {
      Schema read = MAPPER.readValue(json, Schema.class);
      boolean fits =
          read.denied != null
              ? read.denied.length() <= MAX_REASON
              : read.format.hasSchemas() && read.format != ValueFormat.AUTO;
      return fits && read.text.length() <= MAX_LENGTH ? read : null;
    } catch (JsonProcessingException | NullPointerException e) {
      return null;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Schema schema
        && format == schema.format
        && text.equals(schema.text)
        && Objects.equals(denied, schema.denied);
  }

  @Override
  public int hashCode() {
    return Objects.hash(format, text, denied);
  }
}
