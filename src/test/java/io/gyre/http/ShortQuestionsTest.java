package io.gyre.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every route says whether it was called where the request was read. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShortQuestionsTest {

  private static final String INFER = "/v2/models/gyre/infer";
  private static final String STUCK = "/v2/models/stuck/infer";
  private static final String LENGTH = "Content-Length: ";

  private final CountDownLatch answered = new CountDownLatch(1);
  private final AtomicInteger heads = new AtomicInteger();
  private volatile boolean free = true;

  private final HttpServer server =
      HttpServer.start(
          new HttpAddress("127.0.0.1", 0, Set.of(), HttpSecurity.NONE),
          HttpLimits.BODY_TIME,
          () -> {
            boolean isFree = free; // The test changes it once it sees the head.
            heads.incrementAndGet();
            return isFree;
          },
          routes -> {
            routes.post(INFER, request -> request.result(where()), Route.INFERENCE);
            routes.post(
                "/v2/models/large/infer",
                request -> HttpBodies.send(request, "text/plain", new byte[8 << 10]),
                Route.INFERENCE);
            routes.post(
                "/v2/models/long/infer",
                request -> HttpBodies.make(request, "text/plain", () -> where().getBytes(UTF_8)),
                Route.INFERENCE);
            routes.post("/other", request -> request.result(where()), Route.QUESTION);
            routes.post(
                STUCK,
                request -> {
                  answered.await();
                  request.result(where());
                },
                Route.INFERENCE);
          });

  @AfterEach
  void close() {
    answered.countDown();
    server.close();
  }

  private static String where() {
    return StackWalker.getInstance()
            .walk(
                frames ->
                    frames.anyMatch(
                        frame ->
                            frame.getClassName().equals(ShortQuestions.class.getName())
                                && frame.getMethodName().equals("handle")))
        ? "reading"
        : "another";
  }

  @Test
  void shouldAnswerAShortQuestionWhereItIsRead() throws IOException {
    assertThat(post(INFER, LENGTH + 2, "{}")).isEqualTo("reading");
  }

  @Test
  void shouldPassOnWhatMayTakeLong() throws IOException {
    assertThat(post(INFER, LENGTH + 5_000, " ".repeat(5_000))).isEqualTo("another");
    assertThat(post("/v2/models/long/infer", LENGTH + 2, "{}")).isEqualTo("another");
    assertThat(post("/other", LENGTH + 2, "{}")).isEqualTo("another");
    assertThat(post(INFER, "Transfer-Encoding: chunked", "2\r\n{}\r\n0\r\n\r\n"))
        .isEqualTo("another");
  }

  @Test
  void shouldPassOnAQuestionThatWouldWait() throws IOException {
    free = false;

    assertThat(post(INFER, LENGTH + 2, "{}")).isEqualTo("another");
  }

  @Test
  void shouldPassOnAQuestionWhoseBodyComesLater() throws IOException {
    try (Socket client = connect()) {
      send(client, STUCK, LENGTH + 2, "");
      await().until(() -> heads.get() == 1);
      // The next one is read when the head of this one has been handled, without a body.
      assertThat(post(INFER, LENGTH + 2, "{}")).isEqualTo("reading");
      client.getOutputStream().write("{}".getBytes(UTF_8));

      assertThat(post(INFER, LENGTH + 2, "{}")).isEqualTo("reading");
      answered.countDown();
      assertThat(answer(client)).isEqualTo("another");
    }
  }

  @Test
  void shouldReadOnWhileARequestIsStuck() throws IOException {
    free = false;
    try (Socket client = connect()) {
      send(client, STUCK, LENGTH + 2, "{}");
      await().until(() -> heads.get() == 1);
      free = true;

      assertThat(post(INFER, LENGTH + 2, "{}")).isEqualTo("reading");
      answered.countDown();
      assertThat(answer(client)).isEqualTo("another");
    }
  }

  @Test
  void shouldAnswerOthersWhileAClientReadsNoneOfItsAnswers() throws IOException {
    try (SocketChannel deaf = SocketChannel.open(address())) {
      deaf.configureBlocking(false);
      // Until neither end takes any more.
      for (long last = System.nanoTime(); System.nanoTime() - last < 300_000_000; ) {
        if (deaf.write(ByteBuffer.wrap(request("/v2/models/large/infer", LENGTH + 2, "{}"))) > 0) {
          last = System.nanoTime();
        }
      }

      assertThat(post(INFER, LENGTH + 2, "{}")).isEqualTo("reading");
    }
  }

  private String post(String path, String length, String body) throws IOException {
    try (Socket client = connect()) {
      send(client, path, length, body);
      return answer(client);
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.port());
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
  }

  /** Sends head and body at once. */
  private static void send(Socket to, String path, String length, String body) throws IOException {
    to.getOutputStream().write(request(path, length + "\r\nConnection: close", body));
  }

  private static byte[] request(String path, String headers, String body) {
    return """
        POST %s HTTP/1.1\r
        Host: localhost\r
        Content-Type: application/json\r
        %s\r
        \r
        %s"""
        .formatted(path, headers, body)
        .getBytes(UTF_8);
  }

  private static String answer(Socket client) throws IOException {
    String all = new String(client.getInputStream().readAllBytes(), UTF_8);
    return all.substring(all.lastIndexOf('\n') + 1);
  }
}
