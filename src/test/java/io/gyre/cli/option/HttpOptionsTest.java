package io.gyre.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.TestPorts;
import io.gyre.http.HttpAddress;
import io.gyre.http.HttpLimits;
import io.gyre.http.HttpPortInUseException;
import io.gyre.http.HttpServer;
import io.gyre.http.Served;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class HttpOptionsTest {

  @Command
  private static final class Serving {
    @Mixin HttpOptions http;
  }

  @TempDir private Path folder;

  @Test
  void shouldTakeTheNextPortAndSaySoWhenTheDefaultIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int standard = taken.getLocalPort();
      HttpOptions options = options();

      try (Served served = options.serve(standard, HttpOptionsTest::page).orElseThrow()) {
        assertThat(served.port()).isBetween(standard + 1, standard + 10);
        assertThat(options.said(served, standard))
            .isEqualTo(served.url() + " (port " + standard + " was taken)");
      }
    }
  }

  @Test
  void shouldNotTakeAnotherPortThanTheOneAskedFor() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      HttpOptions options = options("--http-port=" + taken.getLocalPort());

      assertThatThrownBy(() -> options.serve(8080, HttpOptionsTest::page))
          .isInstanceOf(HttpPortInUseException.class);
    }
  }

  @Test
  void shouldFindThePortThatWasAskedForTakenBeforeAnythingIsStarted() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = "--http-port=" + taken.getLocalPort();

      assertThatThrownBy(() -> options(port).check()).isInstanceOf(HttpPortInUseException.class);
      options(port, "--no-http").check();
      options("--http-port=0").check();
    }
  }

  /** One that asks until the page is there would be accepted, and then cut off. */
  @Test
  void shouldAcceptNoClientWhileItLooksWhetherThePortIsFree() throws Exception {
    int port = TestPorts.reserve();
    AtomicReference<IOException> cutOff = new AtomicReference<>();
    Thread client =
        new Thread(
            () -> {
              while (cutOff.get() == null && !Thread.currentThread().isInterrupted()) {
                try {
                  new Socket("127.0.0.1", port).close();
                } catch (ConnectException refused) {
                  // As it should be.
                } catch (IOException e) {
                  cutOff.set(e);
                }
              }
            });
    client.start();
    HttpOptions options = options("--http-port=" + port);
    for (int i = 0; i < 20_000 && cutOff.get() == null; i++) {
      options.check();
    }
    client.interrupt();
    client.join();

    assertThat(cutOff).hasNullValue();
  }

  @Test
  void shouldServeNothingWhenToldSo() {
    assertThat(options("--no-http").serve(8080, HttpOptionsTest::page)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --http-host=127.0.0.1                                 |
          --http-host=localhost                                 |
          --http-host=127.0.0.1 --no-token                      |
          --http-host=0.0.0.0 TOKEN TLS                         |
          --http-host=0.0.0.0                                   | others get health and metrics alone
          --http-host=0.0.0.0 --http-changes                    | others get health and metrics alone
          --http-host=0.0.0.0 --no-token                        | whoever reaches the port may look and ask
          --http-host=0.0.0.0 TOKEN                             | the token goes to other machines without encryption
          """)
  void shouldWarnOfWhatOthersMayDo(String options, String warning) throws Exception {
    HttpAddress address = options(given(options)).address(8080);

    assertThat(HttpOptions.warning(address).orElse("")).startsWith(warning == null ? "" : warning);
    assertThat(HttpOptions.warning(address).isPresent()).isEqualTo(warning != null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --tls-cert=src/test/resources/tls/ec.pem | --tls-cert and --tls-key: expected both or none, found one
          --tls-key=src/test/resources/tls/ec.key  | --tls-cert and --tls-key: expected both or none, found one
          TOKEN --no-token                         | --no-token and --token-file exclude one another
          --token-file=pom.xml                     | --token-file: pom.xml: expected one token
          --tls-cert=pom.xml --tls-key=pom.xml     | --tls-cert and --tls-key: pom.xml and pom.xml: expected certificates in PEM, each signed by the next
          """)
  void shouldFindWrongFilesBeforeAnythingIsStarted(String options, String message)
      throws Exception {
    HttpOptions wrong = options(given(options));

    assertThatThrownBy(wrong::check)
        .isInstanceOf(ParameterException.class)
        .hasMessageStartingWith(message);
  }

  /** As from a shell's pipe. */
  @Test
  void shouldReadTheFilesOnceAndWarnOnce() throws Exception {
    StringWriter err = new StringWriter();
    Serving serving = new Serving();
    new CommandLine(serving)
        .setErr(new PrintWriter(err))
        .parseArgs(given("TOKEN --http-port=0 --http-host=0.0.0.0"));
    serving.http.check();
    Files.delete(folder.resolve("token"));

    serving.http.serve(8080, HttpOptionsTest::page).orElseThrow().close();

    assertThat(err.toString()).hasLineCount(1).startsWith("--http-host 0.0.0.0: the token goes");
  }

  private String[] given(String options) throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "correct-horse-battery");
    return options
        .replace("TOKEN", "--token-file=" + token)
        .replace(
            "TLS",
            "--tls-cert=src/test/resources/tls/ec.pem --tls-key=src/test/resources/tls/ec.key")
        .split(" ");
  }

  private static HttpOptions options(String... arguments) {
    Serving serving = new Serving();
    new CommandLine(serving).parseArgs(arguments);
    return serving.http;
  }

  private static HttpServer page(HttpAddress address) {
    return HttpServer.start(address, HttpLimits.BODY_TIME, () -> true, routes -> {});
  }
}
