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

@Command(
    name = "health",
    description = "Ask the gyre learn or gyre dashboard on this machine whether it is ready.")
public final class HealthCommand extends GyreCommand {

  private static final int TIMEOUT_MS = 5000;

  private static final int LONGEST_ANSWER = 4096;

  @Option(names = "--http-port", paramLabel = "PORT", defaultValue = "8080")
  private int port;

  @Option(names = "--live")
  private boolean live;

  @Override
  public Integer call() {
    requireBetween("--http-port", 1, LAST_PORT, port);
    String path = live ? "/health/live" : "/health/ready";
    try {
      URL url = new URL("http", InetAddress.getLoopbackAddress().getHostAddress(), port, path);
      HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(TIMEOUT_MS);
      connection.setReadTimeout(TIMEOUT_MS);
      boolean ok = connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      try (InputStream body = ok ? connection.getInputStream() : connection.getErrorStream()) {
        String answer =
            body == null
                ? "HTTP status " + connection.getResponseCode()
                : new String(body.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8).strip();
        if (!ok) {
          return failed(answer);
        }
        say(PrintableText.of(answer));
        return ExitCode.DONE;
      }
    } catch (IOException e) {
      return failed(
          "port %d on this machine: expected gyre learn or gyre dashboard to answer %s, found: %s. Is it running with --http-port %d?"
              .formatted(port, path, e.getMessage(), port));
    }
  }

  /** Throws no exception: its trace would fill the log if it is asked every few seconds. */
  private int failed(String reason) {
    tell(PrintableText.of(reason));
    return ExitCode.FAILED;
  }
}
