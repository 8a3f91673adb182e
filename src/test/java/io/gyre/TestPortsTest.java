package io.gyre;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class TestPortsTest {

  @Test
  void shouldHoldASignThatOtherProcessesSeeAndLeaveThePortItselfFree() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    int port = TestPorts.reserve();

    assertThatThrownBy(() -> new DatagramSocket(port, loopback)).isInstanceOf(BindException.class);
    new ServerSocket(port, 1, loopback).close();
    assertThat(TestPorts.reserve()).isNotEqualTo(port);
  }
}
