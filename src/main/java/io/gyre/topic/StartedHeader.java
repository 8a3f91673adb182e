package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The header of a metrics record that says since when a process has worked on the partition, in ms
 * since the epoch: by another value whoever looks on sees a restart, or that another instance has
 * taken over. Nothing is computed from it.
 */
public final class StartedHeader {

  /** Its name. */
  public static final String NAME = "gyre-started";

  private StartedHeader() {}

  /** Makes the headers of a record. */
  public static RecordHeaders of(long startedMs) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(NAME, String.valueOf(startedMs).getBytes(UTF_8));
    return headers;
  }

  /** Reads it; -1 if there is none, or it is no time. */
  public static long read(Headers headers) {
    return PointHeaders.number(headers, NAME);
  }
}
