package io.gyre.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BufferingHandlerTest {

  private static final Duration MAX_TIME = Duration.ofMillis(300);

  /** Answers with the body, and with more than the buffers of a connection hold where asked to. */
  private static final class Echo extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      byte[] body = Content.Source.asInputStream(request).readAllBytes();
      boolean large = request.getHttpURI().getPath().equals("/large");
      response.write(true, ByteBuffer.wrap(large ? new byte[10 << 20] : body), callback);
      return true;
    }
  }

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server, 1, 1);

  @BeforeEach
  void start() throws Exception {
    BufferingHandler buffering = new BufferingHandler(1_000, MAX_TIME);
    buffering.setHandler(new Echo());
    server.setHandler(buffering);
    server.addConnector(connector);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Test
  void shouldHandOverABodyThatComesInPieces() throws Exception {
    try (Socket client = connect("POST / HTTP/1.1", "Content-Length: 5")) {
      client.getOutputStream().write("ab".getBytes(UTF_8));
      client.getOutputStream().flush();
      client.getOutputStream().write("cde".getBytes(UTF_8));

      assertThat(new String(client.getInputStream().readAllBytes(), UTF_8))
          .endsWith("\r\n\r\nabcde");
    }
  }

  @Test
  void shouldCutOffAClientThatSendsTooSlowly() throws Exception {
    try (Socket client = connect("POST / HTTP/1.1", "Content-Length: 5")) {
      client.getOutputStream().write('a');

      assertThat(client.getInputStream().readAllBytes()).isEmpty();
    }
  }

  @Test
  void shouldCutOffAClientThatReadsTooSlowly() throws Exception {
    try (Socket client = connect("GET /large HTTP/1.1", "X: y")) {
      // It reads nothing until the server has given up.
      Thread.sleep(MAX_TIME.multipliedBy(2).toMillis());

      assertThat(client.getInputStream().readAllBytes()).hasSizeLessThan(10 << 20);
    }
  }

  private Socket connect(String line, String header) throws Exception {
    Socket client = new Socket();
    client.setReceiveBufferSize(4 << 10);
    client.connect(new InetSocketAddress("127.0.0.1", connector.getLocalPort()));
    String head = line + "\r\nHost: localhost\r\nConnection: close\r\n" + header + "\r\n\r\n";
    client.getOutputStream().write(head.getBytes(UTF_8));
    return client;
  }
}
