package io.gyre.version;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a version is of: one line of the list of versions.
 *
 * @param number from 1 on; never given twice, not even after a version was deleted
 * @param name empty if nobody has named it
 * @param savedMs when it was saved, in ms since the epoch
 * @param timeMs the stream's time, in ms since the epoch; -1 before the first point
 * @param logId the id of the topic that was learned from
 * @param offset the offset of that topic after the last record that was learned
 * @param digests the digest of each learner, by its name, as it is published with its parameters
 * @param release the Gyre that learned it
 * @param settings of the fold, as they lie beside its state
 * @param blocks the number of records that hold it
 * @param bytes of them
 * @param checksum their SHA-256, in hexadecimal
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Version(
    int number,
    String name,
    Reason reason,
    long savedMs,
    long timeMs,
    String logId,
    long offset,
    Map<String, String> digests,
    String release,
    JsonNode settings,
    int blocks,
    long bytes,
    String checksum) {

  private static final JsonMapper JSON = new JsonMapper();

  /** Throws an {@link IllegalArgumentException} if it cannot be of a version: anybody may write. */
  public Version {
    boolean named = Stream.of(name, reason, logId, release, checksum).allMatch(Objects::nonNull);
    boolean known = named && digests != null && settings != null && number > 0 && offset >= 0;
    if (!known || blocks < 0 || blocks > 1 << 20) {
      throw new IllegalArgumentException("expected all that is known of version " + number);
    }
  }

  /** Why a version was saved. */
  public enum Reason {
    /** Somebody asked for it. */
    @JsonProperty("asked")
    ASKED,
    /** The next records are learned with other settings. */
    @JsonProperty("settings")
    SETTINGS,
    /** They are learned by another release of Gyre. */
    @JsonProperty("release")
    RELEASE,
    /** So much time of the stream has passed since the last. */
    @JsonProperty("time")
    TIME
  }

  byte[] toBytes() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads what {@link #toBytes} wrote, or a later Gyre, which may have added to it; or null. */
  static Version parse(byte[] json) throws IOException {
    return JSON.readValue(json, Version.class);
  }

  /** Tells whether it was saved by itself, and goes when there are too many. */
  @JsonIgnore
  public boolean isUnnamed() {
    return name.isEmpty();
  }
}
