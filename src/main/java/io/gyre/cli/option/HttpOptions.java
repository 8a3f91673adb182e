package io.gyre.cli.option;

import io.gyre.http.AccessToken;
import io.gyre.http.HttpAddress;
import io.gyre.http.HttpPortInUseException;
import io.gyre.http.HttpSecurity;
import io.gyre.http.Served;
import io.gyre.http.TlsFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options of the address at which a command serves HTTP, and of who may ask there. */
public final class HttpOptions extends Options {

  private static final int TRIES = 10;

  @Option(names = "--http-port", paramLabel = "PORT")
  private Integer port;

  @Option(names = "--http-host", paramLabel = "HOST", defaultValue = "127.0.0.1")
  private String host;

  @Option(names = "--http-allowed-hosts", paramLabel = "NAME[,…]", split = ",")
  private List<String> allowedHosts = List.of();

  @Option(names = "--tls-cert", paramLabel = "FILE")
  private Path certificate;

  @Option(names = "--tls-key", paramLabel = "FILE")
  private Path key;

  @Option(names = "--token-file", paramLabel = "FILE")
  private Path token;

  @Option(names = "--no-token")
  private boolean open;

  @Option(names = "--http-changes")
  private boolean changes;

  @Option(names = "--no-http")
  private boolean off;

  /** Null until it is needed: a file may be one that can be read only once. */
  private HttpSecurity security;

  /**
   * Starts to serve on the given port, else on the first free one from the default on, and warns of
   * what is open to others or closed to them.
   *
   * @return empty if nothing shall be served
   * @throws HttpPortInUseException if the port that was asked for is taken
   */
  public <T extends Served> Optional<T> serve(int standard, Function<HttpAddress, T> start) {
    if (off) {
      return Optional.empty();
    }
    for (int candidate = port == null ? standard : port; ; candidate++) {
      try {
        HttpAddress address = address(candidate);
        T served = start.apply(address);
        warn(address);
        return Optional.of(served);
      } catch (HttpPortInUseException e) {
        if (port != null || candidate == standard + TRIES) {
          throw e;
        }
      }
    }
  }

  /** Returns a message about the address. */
  public String said(Served served, int standard) {
    return port == null && served.port() != standard
        ? "%s (port %d was taken)".formatted(served.url(), standard)
        : served.url();
  }

  /**
   * Checks the options before anything is started.
   *
   * @throws HttpPortInUseException if the port that was asked for is taken
   */
  public void check() {
    if (port != null) {
      requireBetween("--http-port", 0, LAST_PORT, port);
      if (!off) {
        address(port).requireFree();
      }
    }
    security();
  }

  private void warn(HttpAddress address) {
    warning(address)
        .ifPresent(
            warning -> {
              PrintWriter err = command().commandLine().getErr();
              err.printf("--http-host %s: %s%n", host, warning);
              err.flush();
            });
  }

  /** Returns what other machines may do with too little, or cannot do; empty if all is well. */
  static Optional<String> warning(HttpAddress address) {
    HttpSecurity known = address.security();
    if (address.isLoopback() || known.token() != null && known.tls() != null) {
      return Optional.empty();
    }
    return Optional.of(
        known.token() != null
            ? "the token goes to other machines without encryption; --tls-cert and --tls-key encrypt"
            : known.open()
                ? "whoever reaches the port may look and ask, without a token"
                : "others get health and metrics alone, for there is no --token-file; --no-token lets them in without");
  }

  private HttpSecurity security() {
    if (security == null) {
      require(
          (certificate == null) == (key == null),
          "--tls-cert and --tls-key: expected both or none, found one");
      require(
          !open || token == null,
          "--no-token and --token-file exclude one another: there is a token, or there is none");
      security =
          checked(
              "",
              () ->
                  new HttpSecurity(
                      certificate == null ? null : TlsFiles.server(certificate, key),
                      token == null ? null : AccessToken.read(token),
                      open,
                      changes));
    }
    return security;
  }

  HttpAddress address(int at) {
    Set<String> names = allowedHosts.stream().map(String::strip).collect(Collectors.toSet());
    return new HttpAddress(host, at, names, security());
  }
}
