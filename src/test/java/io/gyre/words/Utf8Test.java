package io.gyre.words;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {

  @ParameterizedTest
  @ValueSource(strings = {"", "age", "a\"b\\c", "é", "年", "😀x", "\u0001\u001f", "\u007f\u2028"})
  void shouldCountTheBytesThatAJsonStringTakes(String text) throws JsonProcessingException {
    int bytes = new JsonMapper().writeValueAsString(text).getBytes(StandardCharsets.UTF_8).length;

    assertThat(Utf8.bytesInJson(text)).isEqualTo(bytes - 2);
  }

  @Test
  void shouldFindAMalformedByteWhereverItStands() {
    for (int length = 1; length <= 20; length++) {
      for (int at = 0; at < length; at++) {
        byte[] value = "x".repeat(length).getBytes(StandardCharsets.UTF_8);
        assertThat(Utf8.firstMalformed(value)).isEqualTo(-1);
        value[at] = (byte) 0x80;
        assertThat(Utf8.firstMalformed(value)).isEqualTo(at);
        assertThat(Utf8.firstMalformed(value, at, length)).isEqualTo(at);
        assertThat(Utf8.firstMalformed(value, 0, at)).isEqualTo(-1);
        assertThat(Utf8.firstMalformed(value, at + 1, length)).isEqualTo(-1);
      }
    }
  }
}
