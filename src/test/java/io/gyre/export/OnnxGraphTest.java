package io.gyre.export;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.learning.expression.Expression;
import org.junit.jupiter.api.Test;

class OnnxGraphTest {

  @Test
  void shouldRefuseMoreConstantsThanAFileCanHold() {
    OnnxGraph graph = new OnnxGraph("test");
    graph.reserve(OnnxGraph.MOST_BYTES);

    assertThatThrownBy(() -> graph.add(Expression.number(1)))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining(
            "expected at most 2,000,000,000 bytes of numbers, found 2,000,000,008");
  }
}
