package io.gyre.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelColumnTest {

  @ParameterizedTest
  @ValueSource(strings = {"label", "class", "target", "Class", "TARGET"})
  void shouldBeTheOneThatIsUsuallyCalledSo(String name) {
    assertThat(LabelColumn.USUAL.in(List.of("x", name, "classes"))).isEqualTo(name);
  }

  @Test
  void shouldBeTheOneThatWasNamed() {
    assertThat(LabelColumn.named("y").in(List.of("class", "y"))).isEqualTo("y");
    assertThat(LabelColumn.named("y.z").withoutHeader()).isEqualTo("y.z");
    assertThat(LabelColumn.USUAL.withoutHeader()).isEqualTo("label");
  }

  @Test
  void shouldBeTheLastIfThatIsAnAmount() {
    assertThat(LabelColumn.USUAL.in(List.of("x", "Amount"))).isEqualTo("Amount");
    assertThat(LabelColumn.USUAL.in(List.of("amount", "class"))).isEqualTo("class");
    assertThat(LabelColumn.USUAL.in(List.of("class", "amount"))).isEqualTo("class");
    assertThatThrownBy(() -> LabelColumn.USUAL.in(List.of("amount", "shop")))
        .hasMessageStartingWith("no column is called label, class or target. ");
  }

  @Test
  void shouldBeNoneIfNoneIsWanted() {
    assertThat(LabelColumn.NONE.in(List.of("class", "y"))).isNull();
    assertThat(LabelColumn.NONE.withoutHeader()).isNull();
  }

  @Test
  void shouldListTheColumnsWhereItIsNotClear() {
    assertRefused(
        LabelColumn.USUAL,
        List.of("x", "y"),
        "no column is called label, class or target. Say with --label which column is the label, or"
            + " with --no-label that none is. The columns are: x, y");
    assertRefused(
        LabelColumn.USUAL,
        List.of("class", "target"),
        "the columns class and target may all be the label. Say with --label which column is the"
            + " label, or with --no-label that none is. The columns are: class, target");
    assertRefused(
        LabelColumn.named("Y"),
        List.of("x", "y"),
        "there is no column \"Y\" for the label. The columns are: x, y");
    assertRefused(
        LabelColumn.named("Y"),
        List.of("x", "5.1"),
        "there is no column \"Y\" for the label. The columns are: x, 5.1. No header? Put a line of"
            + " names above the rows, or name the columns with --columns");
  }

  private static void assertRefused(LabelColumn label, List<String> columns, String message) {
    assertThatThrownBy(() -> label.in(columns))
        .isInstanceOf(GyreException.class)
        .hasMessage(message);
  }
}
