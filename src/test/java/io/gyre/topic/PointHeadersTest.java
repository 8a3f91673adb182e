package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointHeadersTest {

  @Property
  void shouldReadTheRowAndThePassThatWereWritten(
      @ForAll @LongRange(max = 999_999_999_999_999_999L) long number) {
    byte[] written = PointHeaders.ofNumber(number);

    assertThat(PointHeaders.row(header(PointHeaders.ROW, written))).isEqualTo(number);
    assertThat(PointHeaders.pass(header(PointHeaders.PASS, written))).isEqualTo(number);
  }

  private static Headers header(String key, byte[] value) {
    return new RecordHeaders().add(key, value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "x", "1.0", " 1", "9999999999999999999999"})
  void shouldTakeWhatIsNoNumberForNoRowAndForTheFirstPass(String value) {
    byte[] written = value.getBytes(UTF_8);

    assertThat(PointHeaders.row(header(PointHeaders.ROW, written))).isEqualTo(-1);
    assertThat(PointHeaders.pass(header(PointHeaders.PASS, written))).isZero();
  }

  @Test
  void shouldNotFindARowWhereThereIsNone() {
    assertThat(PointHeaders.row(new RecordHeaders())).isEqualTo(-1);
    assertThat(PointHeaders.row(header(PointHeaders.ROW, null))).isEqualTo(-1);
    assertThat(PointHeaders.pass(new RecordHeaders())).isZero();
  }
}
