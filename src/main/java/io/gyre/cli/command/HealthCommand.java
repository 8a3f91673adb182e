package io.gyre.cli.command;

import io.gyre.cli.terminal.ExitCode;
import io.gyre.data.PrintableText;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code gyre health}: asks a Gyre on this machine how it is. An image without curl needs somebody
 * to ask.
 */
@Command(
    name = "health",
    description = "Ask the gyre learn or gyre dashboard on this machine whether it is ready.",
    footer = {
      "",
      "Ends with 0 if it is, with 1 if it is not or does not answer within 5 seconds.",
      "",
      "Examples:",
      "  gyre health",
      "  gyre health --http-port 8081 --live"
    })
public final class HealthCommand extends GyreCommand {

  private static final int TIMEOUT_MS = 5000;

  /** An answer is one short JSON object. */
  private static final int LONGEST_ANSWER = 4096;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description =
          "Where it listens: gyre up and gyre dashboard at 8080 if not told otherwise, gyre learn at 8081.")
  private int port;

  @Option(
      names = "--live",
      description =
          "Ask only whether it is alive: it is while it waits for a broker or restores its state.")
  private boolean live;

  @Override
  public Integer call() {
    requireBetween("--http-port", 1, LAST_PORT, port);
    String path = live ? "/health/live" : "/health/ready";
    HttpURLConnection connection = null;
    try {
      URL url = new URL("http", InetAddress.getLoopbackAddress().getHostAddress(), port, path);
      connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(TIMEOUT_MS);
      connection.setReadTimeout(TIMEOUT_MS);
      return answer(connection);
    } catch (IOException e) {
      return failed(
          "port %d on this machine: expected gyre learn or gyre dashboard to answer %s, found: %s. Is it running with --http-port %d?"
              .formatted(port, path, e.getMessage(), port));
    } finally {
      if (connection != null) {
        connection.disconnect();
      }
    }
  }

  private int answer(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    boolean ok = status == HttpURLConnection.HTTP_OK;
    String text = "HTTP status " + status;
    try (InputStream body = ok ? connection.getInputStream() : connection.getErrorStream()) {
      if (body != null) {
        text = new String(body.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8).strip();
      }
    }
    if (!ok) {
      return failed(text);
    }
    out().println(PrintableText.of(text));
    return ExitCode.DONE;
  }

  /** No exception: its trace would fill the log of a container that is asked every few seconds. */
  private int failed(String reason) {
    tell(PrintableText.of(reason));
    return ExitCode.FAILED;
  }
}
