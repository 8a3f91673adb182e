package io.gyre.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same with TLS, and what only TLS has. */
class TlsBodiesTest extends HttpBodiesTest {

  private static final Path CERTIFICATE = TlsFilesTest.FOLDER.resolve("ec.pem");

  @Override
  HttpSecurity security() {
    SSLContext tls = TlsFiles.server(CERTIFICATE, TlsFilesTest.FOLDER.resolve("ec.key"));
    return new HttpSecurity(tls, null, false, false);
  }

  @Override
  SSLSocket connect() throws Exception {
    SSLSocket client = layered();
    client.startHandshake();
    return client;
  }

  private SSLSocket layered() throws Exception {
    return (SSLSocket)
        TlsFiles.client(CERTIFICATE)
            .getSocketFactory()
            .createSocket(super.connect(), "localhost", 0, true);
  }

  /** Nothing, and the beginning of a greeting. */
  @ParameterizedTest
  @ValueSource(strings = {"", "\u0016\u0003\u0001\u0002"})
  void shouldCutOffAClientThatDoesNotEndItsHandshake(String begun) throws Exception {
    try (Socket client = super.connect()) {
      client.getOutputStream().write(begun.getBytes("ISO-8859-1"));

      shouldCutOffTheOnlyClient();
      assertThat(client.getInputStream().readAllBytes()).hasSizeLessThan(100);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST /v2/models/x/infer HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}",
        "CONNECT /x",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
      })
  void shouldSayToPlainHttpThatThePortIsForTlsAlone(String begun) throws Exception {
    try (Socket client = super.connect()) {
      client.getOutputStream().write(begun.getBytes("ISO-8859-1"));

      assertThat(new String(client.getInputStream().readAllBytes(), "ISO-8859-1"))
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .endsWith("\r\n\r\n{\"error\":\"This port is for HTTPS alone: ask https:// instead\"}");
      await().until(() -> connections() == 0);
    }
  }
}
