package io.gyre.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.List;

/** Rows of a text, for tests. */
final class Rows {

  private Rows() {}

  static RowReader of(FileFormat format, String text, LabelColumn label) {
    return of(format, text.getBytes(UTF_8), label);
  }

  static RowReader of(FileFormat format, byte[] bytes, LabelColumn label) {
    return of(format, new ByteArrayInputStream(bytes), label);
  }

  static RowReader of(FileFormat format, InputStream bytes, LabelColumn label) {
    try {
      return format.open(new ByteInput(bytes, "rows", Long.MAX_VALUE), label);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the next row's JSON. */
  static String json(RowReader rows) throws IOException, InvalidPointException {
    return new String(rows.next().json(), UTF_8);
  }

  static void assertRefused(FileFormat format, String text, String message) {
    assertThatThrownBy(() -> of(format, text, LabelColumn.NONE))
        .isInstanceOf(GyreException.class)
        .hasMessage(message);
  }

  static void assertPassedOver(RowReader rows, String message) {
    assertThatThrownBy(rows::next).isInstanceOf(InvalidPointException.class).hasMessage(message);
  }

  /** As from a pipe that stays open: what is there is read, and then a read would wait. */
  static InputStream pipe(String... chunks) {
    ArrayDeque<String> written = new ArrayDeque<>(List.of(chunks));
    return new InputStream() {
      @Override
      public int read() {
        throw new AssertionError("expected no read of single bytes");
      }

      @Override
      public int read(byte[] to, int from, int length) {
        byte[] chunk = written.remove().getBytes(UTF_8); // Throws where a read would wait.
        System.arraycopy(chunk, 0, to, from, chunk.length);
        return chunk.length;
      }

      @Override
      public int available() {
        return written.size();
      }
    };
  }
}
