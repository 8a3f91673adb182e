package io.gyre.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsFilesTest {

  static final Path FOLDER = Path.of("src/test/resources/tls");

  @ParameterizedTest
  @CsvSource({
    "rsa-chain.pem, rsa.key, ca.pem, 2",
    "rsa-chain.pem, rsa.key, rsa-chain.pem, 2",
    "ec.pem, ec.key, ec.pem, 1"
  })
  void shouldLetAServerProveWhoItIs(String chain, String key, String trusted, int length)
      throws Exception {
    assertThat(presented(chain, key, trusted)).isEqualTo(length);
  }

  @Test
  void shouldTrustNoServerButThoseOfItsFile() {
    assertThatThrownBy(() -> presented("ec.pem", "ec.key", "ca.pem"))
        .isInstanceOf(SSLHandshakeException.class);
  }

  /** Makes a connection; returns how many certificates the server has sent. */
  private static int presented(String chain, String key, String trusted) throws IOException {
    SSLContext context = TlsFiles.server(FOLDER.resolve(chain), FOLDER.resolve(key));
    InetAddress here = InetAddress.getLoopbackAddress();
    try (SSLServerSocket server =
            (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 1, here);
        SSLSocket client =
            (SSLSocket)
                TlsFiles.client(FOLDER.resolve(trusted))
                    .getSocketFactory()
                    .createSocket(here, server.getLocalPort())) {
      CompletableFuture.runAsync(
          () -> {
            try (SSLSocket accepted = (SSLSocket) server.accept()) {
              accepted.startHandshake();
              accepted.getInputStream().read();
            } catch (IOException e) {
              // The client says what is wrong.
            }
          });
      client.startHandshake();
      return client.getSession().getPeerCertificates().length;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          none.pem         | rsa.key          | --tls-cert: cannot read FOLDER/none.pem: there is no such file
          rsa-chain.pem    | none.key         | --tls-key: cannot read FOLDER/none.key: there is no such file
          rsa.key          | rsa.key          | --tls-cert and --tls-key: FOLDER/rsa.key and FOLDER/rsa.key: expected certificates in PEM
          wrong-chain.pem  | rsa.key          | found:
          rsa-chain.pem    | ca.pem           | -----BEGIN PRIVATE KEY-----
          rsa-chain.pem    | rsa-pkcs1.key    | openssl pkey
          ec.pem           | ec-sec1.key      | openssl pkey
          ec.pem           | ec-encrypted.key | openssl pkey
          rsa-chain.pem    | rsa-other.key    | found: the key of another certificate
          rsa-chain.pem    | ec.key           | found:
          broken-chain.pem | ec.key           | each signed by the next
          """)
  void shouldSayWhatIsWrongWithAFile(String chain, String key, String message) {
    assertThatThrownBy(() -> TlsFiles.server(FOLDER.resolve(chain), FOLDER.resolve(key)))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining(message.replace("FOLDER", FOLDER.toString()))
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }
}
