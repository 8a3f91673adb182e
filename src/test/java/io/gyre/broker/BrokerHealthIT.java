package io.gyre.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The health check of the brokers in docker-compose.yml, which is a line for bash. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BrokerHealthIT {

  private static final String PORT = "/dev/tcp/localhost/29092";

  @TempDir Path folder;

  @Test
  void shouldFindABrokerThatAnswersHealthy() throws Exception {
    int port;
    try (LocalBroker broker = LocalBroker.start(folder, 0)) {
      port = Integer.parseInt(broker.bootstrapServers().split(":")[1]);
      assertThat(check(port)).isZero();
    }
    assertThat(check(port)).isNotZero();
  }

  @Test
  void shouldFindABrokerThatClosesItsConnectionsUnhealthy() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      Thread closing =
          new Thread(
              () -> {
                try (Socket client = silent.accept()) {
                  client.getInputStream().readNBytes(14);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      closing.start();
      assertThat(check(silent.getLocalPort())).isNotZero();
      closing.join();
    }
  }

  /** Runs the check against a port of this machine; returns its exit code. */
  private static int check(int port) throws Exception {
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    Map<String, Map<String, List<String>>> compose =
        yaml.load(Files.readString(Path.of("docker-compose.yml")));
    List<String> test = compose.get("x-kafka-health").get("test");
    assertThat(test.subList(0, 3)).containsExactly("CMD", "bash", "-c");
    assertThat(test.get(3)).contains(PORT);
    String line = test.get(3).replace(PORT, "/dev/tcp/127.0.0.1/" + port).replace("$$", "$");
    Process bash = new ProcessBuilder("bash", "-c", line).redirectError(Redirect.INHERIT).start();
    assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return bash.exitValue();
  }
}
