package io.gyre.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableColumnsTest {

  @Test
  void shouldWidenAColumnForWhatCameSoFar() {
    TableColumns<List<String>> columns =
        new TableColumns<List<String>>()
            .left("name", 6, row -> row.get(0))
            .right("n", 3, row -> row.get(1))
            .left("", 0, row -> row.get(2));

    assertThat(columns.header()).isEqualTo("name      n");
    assertThat(columns.line(List.of("a", "1", ""))).isEqualTo("a         1");
    assertThat(columns.line(List.of("much longer", "12,345", "!")))
        .isEqualTo("much longer  12,345  !");
    assertThat(columns.line(List.of("größer", "2", ""))).isEqualTo("größer            2");
  }

  @Test
  void shouldWriteFiguresForPeople() {
    assertThat(NumberText.count(1_234_567)).isEqualTo("1,234,567");
    assertThat(NumberText.probability(1)).isEqualTo("1.0000");
    assertThat(NumberText.probability(0.00001)).isEqualTo("<0.0001");
    assertThat(NumberText.probability(0.99999)).isEqualTo(">0.9999");
    assertThat(NumberText.probability(0.5)).isEqualTo("0.5000");
  }
}
