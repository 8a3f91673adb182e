package io.gyre.topic;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers with which Confluent's and Apicurio's serialisers name the schema of a record's value
 * beside it, as {@link io.gyre.format.SchemaFrame} takes it. An unreadable header counts as absent.
 */
public final class SchemaHeaders {

  /** A byte 1 and a GUID, or a byte 0 and an id in four; for Protobuf the indexes follow. */
  public static final String CONFLUENT = "__value_schema_id";

  private static final String APICURIO = "apicurio.value.";

  /** The name of a message of Protobuf. */
  private static final String MESSAGE = "apicurio.protobuf.type";

  private static final Pattern HASH = Pattern.compile("\\p{XDigit}{1,128}");

  private SchemaHeaders() {}

  /** Returns the schema that is named, with the message behind a {@code #}; null if none is. */
  public static String named(Headers headers) {
    Header confluent = null;
    Header global = null;
    Header content = null;
    Header hash = null;
    for (Header each : headers) {
      switch (each.key()) {
        case CONFLUENT -> confluent = each;
        case APICURIO + "globalId" -> global = each;
        case APICURIO + "contentId" -> content = each;
        case APICURIO + "contentHash" -> hash = each;
        default -> {}
      }
    }
    if (confluent != null) {
      return confluent(confluent.value());
    }
    String id =
        has(global, Long.BYTES)
            ? "global/" + ByteBuffer.wrap(global.value()).getLong()
            : has(content, Long.BYTES)
                ? "content/" + ByteBuffer.wrap(content.value()).getLong()
                : hash(hash == null ? "" : PointHeaders.text(headers, hash.key()));
    String message = id == null ? "" : PointHeaders.text(headers, MESSAGE);
    return message.isEmpty() ? id : id + '#' + message;
  }

  /** Returns headers for another value than that whose schema they name: without these names. */
  public static Headers without(Headers headers) {
    Headers others = headers;
    for (Header each : headers) {
      String key = each.key();
      if (key.equals(CONFLUENT) || key.equals(MESSAGE) || key.startsWith(APICURIO)) {
        others = others == headers ? new RecordHeaders(headers) : others;
        others.remove(key);
      }
    }
    return others;
  }

  private static String hash(String text) {
    return HASH.matcher(text).matches() ? "hash/" + text : null;
  }

  private static boolean has(Header header, int bytes) {
    return header != null && header.value() != null && header.value().length == bytes;
  }

  private static String confluent(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value == null ? new byte[0] : value);
    int kind = bytes.hasRemaining() ? bytes.get() : -1;
    String id = null;
    if (kind == 0 && bytes.remaining() >= Integer.BYTES) {
      id = "id/" + Integer.toUnsignedString(bytes.getInt());
    } else if (kind == 1 && bytes.remaining() >= 2 * Long.BYTES) {
      id = "guid/" + new UUID(bytes.getLong(), bytes.getLong());
    }
    return id == null || !bytes.hasRemaining() ? id : id + '#' + indexes(bytes);
  }

  /** Reads the path of a message: how many indexes there are, and each; a 0 alone is the first. */
  private static String indexes(ByteBuffer bytes) {
    int count = zigZag(bytes);
    if (count <= 0) {
      return "0";
    }
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < count && bytes.hasRemaining(); i++) {
      path.append(i == 0 ? "" : ".").append(zigZag(bytes));
    }
    return path.toString();
  }

  private static int zigZag(ByteBuffer bytes) {
    int raw = 0;
    for (int shift = 0; shift < Integer.SIZE && bytes.hasRemaining(); shift += 7) {
      byte next = bytes.get();
      raw |= (next & 0x7F) << shift;
      if (next >= 0) {
        break;
      }
    }
    return raw >>> 1 ^ -(raw & 1);
  }
}
