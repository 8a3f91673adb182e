package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * What the headers of a record on {@code points} say if it only asks. The learners that publish
 * predictions answer it, whatever share that is; nobody learns from it or scores it, even if it has
 * a label; it moves no clock and is not counted. The answers bear the same headers.
 *
 * @param token by which who asks knows the answers; null if there is none
 * @param why whether to say how much each field speaks for the answer
 */
public record Question(String token, boolean why) {

  /** The header that makes a record a question: {@value #WHY}, or anything else for a plain one. */
  public static final String HEADER = "gyre-ask";

  /** The header with the token. */
  public static final String TOKEN = "gyre-ask-token";

  /** The value of the header that asks for contributions. */
  public static final String WHY = "why";

  /** Reads a record's headers; null if it is no question. */
  public static Question of(Headers headers) {
    Header found = headers.lastHeader(HEADER);
    if (found == null) {
      return null;
    }
    Header token = headers.lastHeader(TOKEN);
    return new Question(token == null ? null : text(token), WHY.equals(text(found)));
  }

  private static String text(Header header) {
    return header.value() == null ? "" : new String(header.value(), UTF_8);
  }

  /** Writes this as the headers of a record. */
  public Headers toHeaders() {
    Headers headers = new RecordHeaders().add(HEADER, (why ? WHY : "").getBytes(UTF_8));
    return token == null ? headers : headers.add(TOKEN, token.getBytes(UTF_8));
  }
}
