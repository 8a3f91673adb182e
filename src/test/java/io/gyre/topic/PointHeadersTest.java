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
  void shouldReadTheRowThatWasWritten(@ForAll @LongRange(max = 999_999_999_999_999_999L) long row) {
    Headers headers = new RecordHeaders().add(PointHeaders.ROW, PointHeaders.ofNumber(row));

    assertThat(PointHeaders.row(headers)).isEqualTo(row);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "x", "1.0", " 1", "9999999999999999999999"})
  void shouldTakeWhatIsNoNumberForNoRow(String value) {
    Headers headers = new RecordHeaders().add(PointHeaders.ROW, value.getBytes(UTF_8));

    assertThat(PointHeaders.row(headers)).isEqualTo(-1);
  }

  @Test
  void shouldNotFindARowWhereThereIsNone() {
    assertThat(PointHeaders.row(new RecordHeaders())).isEqualTo(-1);
    assertThat(PointHeaders.row(new RecordHeaders().add(PointHeaders.ROW, null))).isEqualTo(-1);
  }

  @Property
  void shouldReadThePassThatWasWritten(
      @ForAll @LongRange(max = 999_999_999_999_999_999L) long pass) {
    Headers headers = new RecordHeaders().add(PointHeaders.PASS, PointHeaders.ofNumber(pass));

    assertThat(PointHeaders.pass(headers)).isEqualTo(pass);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "x", "1.0", " 1", "9999999999999999999999"})
  void shouldTakeWhatIsNoNumberForTheFirstPass(String value) {
    Headers headers = new RecordHeaders().add(PointHeaders.PASS, value.getBytes(UTF_8));

    assertThat(PointHeaders.pass(headers)).isZero();
    assertThat(PointHeaders.pass(new RecordHeaders())).isZero();
  }
}
