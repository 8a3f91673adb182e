package io.gyre.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;

class LoopbackPortsTest {

  /** Where Linux takes them from, which begins lower than elsewhere. */
  private static final int FIRST_OF_CONNECTIONS = 32_768;

  @RepeatedTest(20)
  void shouldChooseTwoPortsThatNoOutgoingConnectionIsGiven() {
    LoopbackPorts ports = LoopbackPorts.choose(0);

    assertThat(ports.clients()).isBetween(1024, FIRST_OF_CONNECTIONS - 1);
    assertThat(ports.controller())
        .isBetween(1024, FIRST_OF_CONNECTIONS - 1)
        .isNotEqualTo(ports.clients());
  }
}
