package io.gyre.export;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import org.junit.jupiter.api.Test;

class GraphTest {

  @Test
  void shouldRefuseMoreConstantsThanAFileCanHold() {
    Graph graph = new Graph("test");
    graph.body("body").reserve(Graph.MOST_BYTES);

    assertThatThrownBy(() -> graph.number(1))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining(
            "expected at most 2,000,000,000 bytes of numbers, found 2,000,000,008");
  }
}
