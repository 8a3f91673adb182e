package io.gyre.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cli.Terminated;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.http.HttpSecurity;
import io.gyre.http.HttpServer;
import io.gyre.http.Route;
import io.gyre.http.TestServer;
import io.gyre.http.TlsFiles;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthCommandTest {

  private static final Path FOLDER = Path.of("src/test/resources/tls");

  /** The certificate of the chain is of gyre.example alone, and 127.0.0.1 is asked. */
  @ParameterizedTest
  @CsvSource({
    "ec.pem, ec.key, ec.pem, 0, ready",
    "rsa-chain.pem, rsa.key, rsa-chain.pem, 0, ready",
    "rsa-chain.pem, rsa.key, ca.pem, 0, ready",
    "ec.pem, ec.key, ca.pem, 1, unable to find valid certification path",
    "ec.pem, ec.key, , 1, name its --tls-cert",
    "ec.pem, ec.key, none.pem, 2, --tls-cert: cannot read",
    ", , ec.pem, 1, Unsupported or unrecognized SSL message",
    ", , , 0, ready"
  })
  void shouldAskByTheCertificateItIsGiven(
      String certificate, String key, String trusted, int code, String said) {
    HttpSecurity security =
        certificate == null
            ? HttpSecurity.NONE
            : new HttpSecurity(
                TlsFiles.server(FOLDER.resolve(certificate), FOLDER.resolve(key)),
                null,
                false,
                false);
    Map<String, String> environment =
        trusted == null ? Map.of() : Map.of("GYRE_TLS_CERT", FOLDER.resolve(trusted).toString());
    try (HttpServer server =
        TestServer.start(
            security,
            routes ->
                routes.get("/health/ready", request -> request.result("ready"), Route.HEALTH))) {
      Terminated health = Terminated.run(environment, "health", "--http-port=" + server.port());

      assertThat(health.exitCode()).isEqualTo(code);
      assertThat(code == ExitCode.DONE ? health.out() : health.err()).contains(said);
    }
  }
}
