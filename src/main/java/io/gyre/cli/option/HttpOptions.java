package io.gyre.cli.option;

import io.gyre.serving.HttpAddress;
import io.gyre.serving.HttpPortInUseException;
import io.gyre.serving.Served;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options of the address at which a command serves HTTP. */
public final class HttpOptions extends Options {

  private static final int TRIES = 10;

  @Option(names = "--http-port", paramLabel = "PORT")
  private Integer port;

  @Option(names = "--http-host", paramLabel = "HOST", defaultValue = "127.0.0.1")
  private String host;

  @Option(names = "--http-allowed-hosts", paramLabel = "NAME[,…]", split = ",")
  private List<String> allowedHosts = List.of();

  @Option(names = "--no-http")
  private boolean off;

  /**
   * Starts to serve on the given port, else on the first free one from the default on.
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
        return Optional.of(start.apply(address(candidate)));
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
  }

  private HttpAddress address(int at) {
    Set<String> names = allowedHosts.stream().map(String::strip).collect(Collectors.toSet());
    return new HttpAddress(host, at, names);
  }
}
