package io.gyre.cli.command;

import io.gyre.cli.terminal.ExitCode;
import io.gyre.http.TlsFiles;
import io.gyre.words.PrintableText;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "health",
    description = "Ask the Gyre that runs on this machine whether it is ready.")
public final class HealthCommand extends GyreCommand {

  private static final int TIMEOUT_MS = 5000;

  private static final int LONGEST_ANSWER = 4096;

  @Option(names = "--http-port", paramLabel = "PORT", defaultValue = "8080")
  private int port;

  @Option(names = "--tls-cert", paramLabel = "FILE")
  private Path certificate;

  @Option(names = "--live")
  private boolean live;

  @Override
  public Integer call() {
    requireBetween("--http-port", 1, LAST_PORT, port);
    String path = live ? "/health/live" : "/health/ready";
    try {
      HttpURLConnection connection = connection(path);
      connection.setConnectTimeout(TIMEOUT_MS);
      connection.setReadTimeout(TIMEOUT_MS);
      boolean ok = connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      try (InputStream body = ok ? connection.getInputStream() : connection.getErrorStream()) {
        String answer =
            body == null
                ? "HTTP status " + connection.getResponseCode()
                : new String(body.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8).strip();
        if (!ok) {
          boolean refused = connection.getResponseCode() == HttpURLConnection.HTTP_BAD_REQUEST;
          return failed(answer + (refused ? tlsHint() : ""));
        }
        say(PrintableText.of(answer));
        return ExitCode.DONE;
      }
    } catch (IOException e) {
      return failed(
          "port %d on this machine: expected a Gyre that serves HTTP to answer %s, found: %s. Is it running with --http-port %d?%s"
              .formatted(port, path, e.getMessage(), port, tlsHint()));
    }
  }

  private String tlsHint() {
    return certificate == null ? " If it has TLS, name its --tls-cert" : "";
  }

  private HttpURLConnection connection(String path) throws IOException {
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    URL url = new URL(certificate == null ? "http" : "https", host, port, path);
    HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
    if (connection instanceof HttpsURLConnection secure) {
      SSLContext trusting = checked("", () -> TlsFiles.client(certificate));
      secure.setSSLSocketFactory(trusting.getSocketFactory());
      // The certificate is of the name that others ask for, and the request stays on this machine.
      secure.setHostnameVerifier((name, session) -> true);
    }
    return connection;
  }

  /** Throws no exception: its trace would fill the log if it is asked every few seconds. */
  private int failed(String reason) {
    tell(PrintableText.of(reason));
    return ExitCode.FAILED;
  }
}
