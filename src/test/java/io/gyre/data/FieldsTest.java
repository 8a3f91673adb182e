package io.gyre.data;

import static java.lang.Double.NaN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FieldsTest {

  @Test
  void shouldShowValuesAsAPersonReadsThem() {
    Fields fields =
        new Fields(
            new String[] {"id", "amount", "small", "text", "missing", "at"},
            new double[] {123_456_789, 1_234.56789, -0.000123456789, NaN, NaN, NaN},
            new String[] {null, null, null, "a long text", null, null},
            6,
            6,
            new String[] {null, null, null, null, null, "2026-11-28 9:30"});

    assertThat(IntStream.range(0, 6).mapToObj(i -> fields.shown(i, 7)))
        .containsExactly("123456…", "1234.57", "-0.000123457", "a long…", null, "2026-1…");
    assertThat(fields.shown(0, 100)).isEqualTo("123456789");
    assertThat(fields.shown(5, 100)).isEqualTo("2026-11-28 9:30");
  }
}
