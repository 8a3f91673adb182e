package io.gyre.topic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParametersTest {

  @ParameterizedTest
  @CsvSource({
    "age, age",
    "carrier=DL, carrier",
    "carrier=a=b, carrier",
    "carrier=#17, carrier",
    "zip#17, zip",
    "no#, no#",
    "age missing, age",
    "carrier=is missing, carrier"
  })
  void shouldReadTheFieldThatIsMeantMostProbably(String column, String field) {
    assertThat(Parameters.fieldOf(column)).isEqualTo(field);
  }
}
