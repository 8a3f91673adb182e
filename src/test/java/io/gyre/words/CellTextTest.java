package io.gyre.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Written out, since a column's name is this text whatever JVM learns: BigDecimal's limits differ.
 */
class CellTextTest {

  @ParameterizedTest
  @CsvSource({
    "1.0, 1",
    "1e0, 1",
    "-0.0, 0",
    "0E5, 0",
    "-3.10, -3.1",
    "1e20, 100000000000000000000",
    "1e+21, 1E+21",
    "12E-22, 1.2E-21",
    "123456789012345678901234567890123, 123456789012345678901234567890123",
    "1e2147483647, 1E+2147483647",
    "0.1e2147483647, 1E+2147483646",
    "10e2147483647, 1E+2147483648",
    "1e-2147483647, 1E-2147483647",
    "1e0000000000000005, 100000",
  })
  void shouldWriteEqualNumbersTheSame(String number, String expected) {
    assertThat(CellText.canonical(number)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e2147483648",
        "0.1e2147483648",
        "0.01E+2147483649",
        "0e2147483648",
        "1e-2147483648",
        "0e-2147483648",
        "1.5e-2147483647",
        "1e-99999999999999999999"
      })
  void shouldRefuseTheSameExponentsOnEveryJvm(String number) {
    assertThatThrownBy(() -> CellText.canonical(number)).isInstanceOf(NumberFormatException.class);
  }
}
