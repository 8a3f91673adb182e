package io.gyre.bench;

import io.gyre.GyreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the answers on a connection over HTTP, one after the other, and keeps only the status. */
final class AnswerReader {

  private static final Pattern HEAD = Pattern.compile("HTTP/1\\.1 (\\d{3})");
  private static final Pattern LENGTH = Pattern.compile("(?i)\\r\\ncontent-length: *(\\d+)");
  private static final int MOST_BYTES = 1 << 20;

  private byte[] bytes = new byte[1 << 14];
  private int filled;
  private int status;

  /** Where the answer ends; 0 until its head is there. */
  private int end;

  /**
   * Takes all bytes of a buffer.
   *
   * @return the status of the answer once all of it is there, else 0
   */
  int read(ByteBuffer some) {
    int before = filled;
    filled += some.remaining();
    require(filled <= MOST_BYTES, "an answer of more than %,d bytes".formatted(MOST_BYTES));
    if (filled > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(filled, 2 * bytes.length));
    }
    some.get(bytes, before, filled - before);
    if (end == 0) {
      // The end of the head may have come in two pieces.
      findHead(Math.max(0, before - 3));
    }
    if (end == 0 || filled < end) {
      return 0;
    }
    require(filled == end, "more than one answer");
    filled = 0;
    end = 0;
    return status;
  }

  private void findHead(int from) {
    for (int i = from; i + 3 < filled; i++) {
      if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r') {
        String head = new String(bytes, 0, i, StandardCharsets.US_ASCII);
        Matcher first = HEAD.matcher(head);
        Matcher length = LENGTH.matcher(head);
        require(first.lookingAt() && length.find(), head);
        status = Integer.parseInt(first.group(1));
        end = i + 4 + Integer.parseInt(length.group(1));
        return;
      }
    }
  }

  private static void require(boolean holds, String found) {
    if (!holds) {
      throw new GyreException("expected one answer of HTTP/1.1 with its length, found: " + found);
    }
  }
}
