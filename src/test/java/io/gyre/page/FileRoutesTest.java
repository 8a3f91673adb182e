package io.gyre.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.GyreException;
import io.gyre.http.HttpLimits;
import io.gyre.http.HttpSecurity;
import io.gyre.http.HttpServer;
import io.gyre.http.TestServer;
import io.gyre.page.live.Applications;
import io.gyre.page.live.FileRefusedException;
import io.gyre.page.live.FollowedApplication;
import io.gyre.page.live.InProcessSources;
import io.gyre.page.live.UploadControls;
import io.gyre.page.state.DashboardState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FileRoutesTest {

  private static final int MAX_BYTES = 1 << 20;
  private static final String BYTES = "Content-Type: application/octet-stream\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String PATH = "/api/files?name=a.csv";

  /** Remembers what it was told. */
  private static final class Remembering implements UploadControls {

    final List<String> ends = new CopyOnWriteArrayList<>();
    final List<Start> starts = new ArrayList<>();
    GyreException refusal;

    @Override
    public State state() {
      return new State(MAX_BYTES, null);
    }

    @Override
    public Arriving receive(String name, long bytes) {
      if (refusal != null) {
        throw refusal;
      }
      return new Arriving() {
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        @Override
        public void write(ByteBuffer piece) {
          if (content.size() + piece.remaining() > MAX_BYTES) {
            throw new FileRefusedException(FileRefusedException.Reason.TOO_LARGE, "too large");
          }
          byte[] taken = new byte[piece.remaining()];
          piece.get(taken);
          content.writeBytes(taken);
        }

        @Override
        public Preview end() {
          if (content.size() == 0) {
            abort();
            throw new GyreException("expected rows of data, found an empty file");
          }
          ends.add(name + ": " + content.size() + " of " + bytes);
          return new Preview(
              "t", name, content.size(), List.of(), List.of(), null, Map.of(), List.of());
        }

        @Override
        public void abort() {
          ends.add("aborted");
        }
      };
    }

    @Override
    public CompletableFuture<String> start(Start start) {
      starts.add(start);
      return refusal == null
          ? CompletableFuture.completedFuture("a")
          : CompletableFuture.failedFuture(refusal);
    }

    @Override
    public CompletableFuture<Void> stop() {
      return CompletableFuture.completedFuture(null);
    }
  }

  private final Remembering files = new Remembering();
  private final Applications applications = new Applications();
  private HttpServer server = server(HttpLimits.BODY_TIME);

  FileRoutesTest() {
    show("gyre", Optional.of(files));
    show("other", Optional.empty());
  }

  private HttpServer server(Duration maxTime) {
    return TestServer.start(
        HttpSecurity.NONE, maxTime, routes -> new FileRoutes(applications).register(routes));
  }

  private void show(String id, Optional<UploadControls> uploads) {
    InProcessSources none = InProcessSources.onlooker(id, StubModel.AWAY);
    InProcessSources sources =
        new InProcessSources(
            id, none.records(), false, Optional.empty(), none.model(), Optional.empty(), uploads);
    applications.add(FollowedApplication.of(new DashboardState(id), sources, applications));
  }

  @AfterEach
  void close() {
    applications.all().forEach(FollowedApplication::close);
    server.close();
  }

  @Test
  void shouldTakeAFileThatComesInPieces() throws Exception {
    try (Socket client =
        begin("/api/files?name=%3Cb%3E+1.csv", BYTES + "Content-Length: 600000\r\n")) {
      for (int i = 0; i < 6; i++) {
        client.getOutputStream().write(new byte[100_000]);
        client.getOutputStream().flush();
      }

      assertThat(answer(client)).startsWith("HTTP/1.1 200 ").contains("\"name\":\"<b> 1.csv\"");
    }
    assertThat(files.ends).containsExactly("<b> 1.csv: 600000 of 600000");
  }

  @Test
  void shouldTakeAFileWhoseLengthIsNotSaid() throws Exception {
    try (Socket client = begin(PATH, BYTES + "Transfer-Encoding: chunked\r\n")) {
      client.getOutputStream().write("3\r\na,b\r\n0\r\n\r\n".getBytes(UTF_8));

      assertThat(answer(client)).startsWith("HTTP/1.1 200 ");
    }
    assertThat(files.ends).containsExactly("a.csv: 3 of -1");
  }

  @ParameterizedTest
  @CsvSource({"3145728, 413, too large", "0, 400, 'expected rows of data, found an empty file'"})
  void shouldAbortWhatIsTooLongOrEmptyAndSayItWhenAllHasCome(int bytes, int status, String reason)
      throws Exception {
    assertThat(send(PATH, BYTES, "x".repeat(bytes)))
        .startsWith("HTTP/1.1 " + status + " ")
        .endsWith("{\"error\":\"" + reason + "\"}");
    assertThat(files.ends).containsExactly("aborted");
  }

  @Test
  void shouldTellABrowserWhyNotOnceItHasSentEverything() throws Exception {
    files.refusal = new FileRefusedException(FileRefusedException.Reason.BUSY, "another streams");

    assertThat(send(PATH, BYTES, "x".repeat(10 * MAX_BYTES)))
        .startsWith("HTTP/1.1 409 ")
        .endsWith("{\"error\":\"another streams\"}");
  }

  @Test
  void shouldAbortWhenTheClientIsGone() throws Exception {
    try (Socket client = begin(PATH, BYTES + "Content-Length: 100\r\n")) {
      client.getOutputStream().write("a,b\n".getBytes(UTF_8));
    }

    await().until(() -> files.ends.equals(List.of("aborted")));
  }

  @Test
  void shouldAbortWhenTheClientTakesTooLongAndHoldNoThreadMeanwhile() throws Exception {
    server.close();
    server = server(Duration.ofMillis(400)); // A file may take ten times as long.
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < 2 * HttpLimits.THREADS; i++) {
      clients.add(begin(PATH, BYTES + "Content-Length: 100\r\n"));
    }
    QueuedThreadPool threads =
        (QueuedThreadPool) server.javalin.unsafe.jettyInternal.server.getThreadPool();
    await().until(() -> threads.getUtilizedThreads() == 0);
    assertThat(files.ends).isEmpty();

    for (Socket client : clients) {
      assertThat(answer(client)).startsWith("HTTP/1.1 408 ");
      client.close();
    }
    await().until(() -> files.ends.size() == clients.size());
    assertThat(files.ends).containsOnly("aborted");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/files?name=a.csv, 'application/octet-stream\r\nOrigin: http://evil.example', 403",
    "/api/files?name=a.csv, 'application/octet-stream\r\nSec-Fetch-Site: cross-site', 403",
    "/api/files?name=a.csv, application/json, 415",
    "/api/files?name=a.csv, text/plain, 415",
    "/api/files, application/octet-stream, 400",
    "/api/files?name=a.csv&application=other, application/octet-stream, 404",
    "/api/files/start, application/octet-stream, 415",
    "/api/files/stop, text/plain, 415",
    "/api/files/stop?application=other, application/json, 404"
  })
  void shouldRefuseWhatIsNoFile(String path, String type, int status) throws Exception {
    assertThat(send(path, "Content-Type: " + type + "\r\n", "{}"))
        .startsWith("HTTP/1.1 " + status + " ");
    assertThat(files.ends).isEmpty();
  }

  @Test
  void shouldStartWhatWasSent() throws Exception {
    assertThat(send("/api/files/start", JSON, "{\"file\":\"t\",\"label\":\"class\"}"))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("{\"application\":\"a\"}");
    send(
        "/api/files/start",
        JSON,
        "{\"file\":\"t\",\"label\":\"y\",\"ignore\":[\"id\"],\"keys\":[\"card\"],\"rate\":\"max\"}");

    assertThat(files.starts)
        .containsExactly(
            new UploadControls.Start("t", "class", List.of(), List.of(), 1_000),
            new UploadControls.Start("t", "y", List.of("id"), List.of("card"), "max"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | body: expected an object",
        "{ | body: expected JSON",
        "{'label':'y'} | file: expected text",
        "{'file':'t','label':1} | label: expected text",
        "{'file':'t','label':'y','x':1} | x: unknown; known are file, label, ignore, keys, rate",
        "{'file':'t','label':'y','ignore':'a'} | ignore: expected an array of names",
        "{'file':'t','label':'y','ignore':[1]} | ignore: expected an array of names",
        "{'file':'t','label':'y','keys':'a'} | keys: expected an array of names",
        "{'file':'t','label':'y','rate':0} | rate: expected 0.001 to 10000000 rows per second",
        "{'file':'t','label':'y','rate':'fast'} | rate: expected 0.001 to 10000000"
      })
  void shouldRefuseAStartThatIsNone(String body, String reason) throws Exception {
    assertThat(send("/api/files/start", JSON, body.replace('\'', '"')))
        .startsWith("HTTP/1.1 400 ")
        .contains("{\"error\":\"" + reason);
    assertThat(files.starts).isEmpty();
  }

  @Test
  void shouldSayWhyAFileIsNotStarted() throws Exception {
    files.refusal = new FileRefusedException(FileRefusedException.Reason.NO_SPACE, "no room");
    assertThat(send("/api/files/start", JSON, "{\"file\":\"t\",\"label\":\"y\"}"))
        .startsWith("HTTP/1.1 507 ")
        .endsWith("{\"error\":\"no room\"}");

    files.refusal = new GyreException("there is no column \"y\" for the label");
    assertThat(send("/api/files/start", JSON, "{\"file\":\"t\",\"label\":\"y\"}"))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void shouldStop() throws Exception {
    assertThat(send("/api/files/stop", JSON, "{}"))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("{\"maxBytes\":1048576,\"run\":null}");
  }

  private Socket begin(String path, String headers) throws IOException {
    Socket client = new Socket("127.0.0.1", server.port());
    client
        .getOutputStream()
        .write(
            "POST %s HTTP/1.1\r\nHost: localhost\r\n%sConnection: close\r\n\r\n"
                .formatted(path, headers)
                .getBytes(UTF_8));
    return client;
  }

  private String send(String path, String headers, String body) throws IOException {
    try (Socket client = begin(path, headers + "Content-Length: " + body.length() + "\r\n")) {
      client.getOutputStream().write(body.getBytes(UTF_8));
      return answer(client);
    }
  }

  private static String answer(Socket client) throws IOException {
    return new String(client.getInputStream().readAllBytes(), UTF_8);
  }
}
