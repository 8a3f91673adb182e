package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.topic.Origin.Kind;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {

  private static Origin read(String text) {
    return Origin.of(new RecordHeaders().add(Origin.HEADER, text.getBytes(UTF_8)));
  }

  @Test
  void shouldBeReadAsItWasWritten() {
    for (Origin origin :
        new Origin[] {
          new Origin(Kind.POINT, "points", "id", 0, 0, -1, 0, null),
          new Origin(
              Kind.LABEL,
              "a.b",
              "id",
              Integer.MAX_VALUE,
              Long.MAX_VALUE - 1,
              Long.MIN_VALUE,
              7,
              null),
          new Origin(Kind.POINT, "points", "id", 1, 4, 3, 4, "value: expected less, found more")
        }) {
      RecordHeaders headers = new RecordHeaders();
      origin.addTo(headers);
      assertThat(Origin.of(headers)).isEqualTo(origin);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "POINT",
        "POINT points id 0 0 0",
        "OTHER points id 0 0 0 0",
        "POINT points id -1 0 0 0",
        "POINT points id 0 -1 0 0",
        "POINT points id 0 0 0 -1",
        "POINT points id 0 7 0 8",
        "POINT points id 0 9223372036854775807 0 0",
        "POINT points an-id-of-23-characters- 0 0 0 0",
        "POINT points id 2147483648 0 0 0",
        "POINT points id 0 0 x 0"
      })
  void shouldNotBeReadFromWhatMergeDoesNotWrite(String text) {
    assertThat(read(text)).isNull();
  }
}
