package io.gyre.serving;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the server listens, and under which names it may be asked.
 *
 * @param host name or address to bind; 127.0.0.1 is this machine alone
 * @param port 0 for any that is free
 * @param allowedHosts names, beside localhost, addresses and {@code host}, that a request may give
 *     as its {@code Host}: any other may be a foreign page that had its name resolved to this
 *     machine
 */
public record HttpAddress(String host, int port, Set<String> allowedHosts) {

  public HttpAddress {
    // As names are compared.
    host = host.toLowerCase(Locale.ROOT);
    allowedHosts =
        allowedHosts.stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Makes sure that the port is free, before anything is done that would be in vain without it.
   *
   * @throws HttpPortInUseException if it is taken, or the address is not one of this machine
   */
  public void requireFree() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new HttpPortInUseException(this, e);
    }
  }

  /** This machine alone. */
  public static HttpAddress loopback(int port) {
    return new HttpAddress("127.0.0.1", port, Set.of());
  }
}
