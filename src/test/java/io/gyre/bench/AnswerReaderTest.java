package io.gyre.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {

  private static final String ANSWER =
      "HTTP/1.1 %d Any\r\ndate: today\r\nContent-Length: %d\r\nx: y\r\n\r\n%s";

  private final AnswerReader reader = new AnswerReader();

  private int read(String some) {
    return reader.read(ByteBuffer.wrap(some.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void shouldTellTheStatusOfEachAnswerWhenItsLastByteIsThere() {
    String first = ANSWER.formatted(200, 8, "{\r\n\r\n..}");
    for (int i = 0; i < first.length() - 1; i++) {
      assertThat(read(first.substring(i, i + 1))).isZero();
    }
    assertThat(read("}")).isEqualTo(200);

    assertThat(read(ANSWER.formatted(503, 0, ""))).isEqualTo(503);
    assertThat(read(ANSWER.formatted(200, 100_000, "x".repeat(100_000)))).isEqualTo(200);
  }

  @Test
  void shouldRefuseWhatIsNotOneAnswerWithItsLength() {
    assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("expected one answer of HTTP/1.1 with its length");
    assertThatThrownBy(() -> new AnswerReader().read(twice())).hasMessageContaining("more than");
  }

  private static ByteBuffer twice() {
    return StandardCharsets.US_ASCII.encode(ANSWER.formatted(200, 0, "").repeat(2));
  }
}
