package io.gyre.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnNameTest {

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
    assertThat(ColumnName.field(column)).isEqualTo(field);
  }

  @Test
  void shouldPreferFieldsThatAreKnown() {
    Set<String> known = Set.of("a=b", "seat #1", "not missing", "age");

    assertThat(ColumnName.field("a=b=c", known)).isEqualTo("a=b");
    assertThat(ColumnName.field("seat #1", known)).isEqualTo("seat #1");
    assertThat(ColumnName.field("not missing", known)).isEqualTo("not missing");
    assertThat(ColumnName.field("not missing missing", known)).isEqualTo("not missing");
    assertThat(ColumnName.field("age missing", known)).isEqualTo("age");
    assertThat(ColumnName.field("zip#3", known)).isNull();
  }
}
