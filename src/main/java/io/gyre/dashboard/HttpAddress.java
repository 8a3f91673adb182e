package io.gyre.dashboard;

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

  /** This machine alone. */
  public static HttpAddress loopback(int port) {
    return new HttpAddress("127.0.0.1", port, Set.of());
  }
}
