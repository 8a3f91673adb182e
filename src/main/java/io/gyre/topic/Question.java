package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers of a record on {@code points} that only asks. The learners that publish predictions
 * answer it, with the same headers. It is not learned or scored, even if it has a label; it does
 * not advance the time and is not counted.
 *
 * @param token marks the answers for the one who asks; may be null
 * @param why whether to give each field's contribution to the answer
 */
public record Question(String token, boolean why) {

  /** The header that makes a record a question: {@value #WHY}, or anything else for a plain one. */
  public static final String HEADER = "gyre-ask";

  public static final String TOKEN = "gyre-ask-token";
  public static final String WHY = "why";

  /** Reads a record's headers; null if it is not a question. */
  public static Question of(Headers headers) {
    return headers.lastHeader(HEADER) == null
        ? null
        : new Question(
            headers.lastHeader(TOKEN) == null ? null : PointHeaders.text(headers, TOKEN),
            PointHeaders.text(headers, HEADER).equals(WHY));
  }

  public Headers toHeaders() {
    Headers headers = new RecordHeaders().add(HEADER, (why ? WHY : "").getBytes(UTF_8));
    return token == null ? headers : headers.add(TOKEN, token.getBytes(UTF_8));
  }
}
