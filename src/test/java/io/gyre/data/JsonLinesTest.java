package io.gyre.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"features\":[1]}\n{\"features\":[2]}\n",
        "{\"features\":[1]}\n{\"features\":[2]}",
        "\ufeff{\"features\":[1]}\r\n\r\n \t\n{\"features\":[2]}\r\n\n"
      })
  void shouldReadAPointPerLine(String text) throws Exception {
    try (JsonLines lines = lines(text)) {
      assertThat(lines.next().features()).containsExactly(1);
      assertThat(lines.next().features()).containsExactly(2);
      assertThat(lines.next()).isNull();
      assertThat(lines.next()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\ufeff", " \n\n"})
  void shouldReadNothingFromNothing(String text) throws Exception {
    try (JsonLines lines = lines(text)) {
      assertThat(lines.next()).isNull();
    }
  }

  @Test
  void shouldNameABadLineAndReadOn() throws Exception {
    try (JsonLines lines =
        lines("{\"features\":[1]}\n\n{\"features\":[1],\"label\":[]}\n{\n{\"features\":[2]}")) {
      lines.next();
      assertThatThrownBy(lines::next)
          .isInstanceOf(InvalidPointException.class)
          .hasMessage("line 3: label: expected a number, text, true or false, found an array");
      assertThatThrownBy(lines::next)
          .isInstanceOf(InvalidPointException.class)
          .hasMessageStartingWith("line 4: value: expected JSON, found its end too early");
      assertThat(lines.next().features()).containsExactly(2);
      assertThat(lines.next()).isNull();
    }
  }

  @Test
  void shouldRefuseALineThatNoTopicTakesAndReadOn() throws Exception {
    String longest = "{\"features\":[1]}" + " ".repeat(TextLines.MAX_BYTES - 16);
    try (JsonLines lines = lines(longest + "\n" + longest + " \n{\"features\":[2]}")) {
      assertThat(lines.next().features()).containsExactly(1);
      assertThatThrownBy(lines::next)
          .isInstanceOf(InvalidPointException.class)
          .hasMessage("line 2: expected at most 1048576 bytes, found 1048577");
      assertThat(lines.next().features()).containsExactly(2);
    }
  }

  @Test
  void shouldCloseItsSource() throws IOException {
    boolean[] closed = {false};
    new JsonLines(
            new ByteArrayInputStream(new byte[0]) {
              @Override
              public void close() {
                closed[0] = true;
              }
            })
        .close();
    assertThat(closed[0]).isTrue();
  }

  private static JsonLines lines(String text) {
    return new JsonLines(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }
}
