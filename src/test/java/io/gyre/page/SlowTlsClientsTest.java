package io.gyre.page;

import io.gyre.http.HttpLimits;
import io.gyre.http.HttpSecurity;
import io.gyre.http.TlsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** The same with TLS, and handshakes that do not end. */
class SlowTlsClientsTest extends SlowClientsTest {

  private static final Path FOLDER = Path.of("src/test/resources/tls");
  private static final SSLContext TRUSTING = TlsFiles.client(FOLDER.resolve("ec.pem"));

  @Override
  HttpSecurity security() {
    SSLContext tls = TlsFiles.server(FOLDER.resolve("ec.pem"), FOLDER.resolve("ec.key"));
    return new HttpSecurity(tls, null, false, false);
  }

  /** Slow readers of whole records of TLS are slow tests. */
  @Override
  int rounds() {
    return 1;
  }

  /** Each has a handshake. */
  @Override
  int many() {
    return 3 * HttpLimits.THREADS;
  }

  @Override
  HttpClient person() {
    return HttpClient.newBuilder().sslContext(TRUSTING).build();
  }

  @Override
  Socket encrypted(Socket socket) {
    try {
      return TRUSTING.getSocketFactory().createSocket(socket, "localhost", 0, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Who comes too late is turned away before its handshake: as without TLS. */
  @Override
  void shouldMakeRoomWhenThereAreTooManyConnections() {}

  @Test
  void shouldHoldNoThreadForAHandshakeThatDoesNotEnd() throws Exception {
    for (int i = 0; i < 10 * HttpLimits.THREADS; i++) {
      connect(socket -> socket).getOutputStream().write(new byte[] {22, 3, 1, 2});
    }

    assertThatAPersonIsServed();
  }
}
