package io.gyre.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Set;

/**
 * The address on which the server listens, and what protects it there.
 *
 * @param host name or address to bind; 127.0.0.1 is this machine alone
 * @param port 0 for any that is free
 * @param allowedHosts names that a request may give as its {@code Host}, beside localhost,
 *     addresses and {@code host}: another may be a foreign page's that resolves to this machine
 */
public record HttpAddress(String host, int port, Set<String> allowedHosts, HttpSecurity security) {

  /** Tells whether only this machine can reach the address. */
  public boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /**
   * Checks that the port is free, before anything is done that would be in vain without it.
   *
   * @throws HttpPortInUseException if it is taken, or the address is not one of this machine
   */
  public void requireFree() {
    // Not a server's socket: a client that connects to that would be cut off.
    try (Socket socket = new Socket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new HttpPortInUseException(this, e);
    }
  }
}
