package io.gyre.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.TestPorts;
import io.gyre.dashboard.Dashboard;
import io.gyre.dashboard.StubModel;
import io.gyre.dashboard.page.InProcessSources;
import io.gyre.kafka.ClusterAccess;
import io.gyre.serving.HttpAddress;
import io.gyre.serving.HttpPortInUseException;
import io.gyre.serving.Probes;
import io.gyre.topic.TopicNames;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class HttpOptionsTest {

  @Command
  private static final class Serving {
    @Mixin HttpOptions http;
  }

  @Test
  void shouldTakeTheNextPortAndSaySoWhenTheDefaultIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int standard = taken.getLocalPort();
      HttpOptions options = options();

      try (Dashboard served = options.serve(standard, HttpOptionsTest::page).orElseThrow()) {
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

  private static HttpOptions options(String... arguments) {
    Serving serving = new Serving();
    new CommandLine(serving).parseArgs(arguments);
    return serving.http;
  }

  /** A page of a cluster that is not there: it waits for it. */
  private static Dashboard page(HttpAddress address) {
    return Dashboard.page(
        new Dashboard.Settings(
            "gyre",
            TopicNames.standard(),
            ClusterAccess.local("127.0.0.1:1"),
            address,
            Probes.onlooker(),
            List.of()),
        InProcessSources.onlooker("gyre", StubModel.AWAY, List::of));
  }
}
