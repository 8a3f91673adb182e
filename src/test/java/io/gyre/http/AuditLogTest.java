package io.gyre.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AuditLogTest {

  private static final String TOKEN = "correct-horse-battery";
  private static final String SECRET = "secret-of-the-client";

  @TempDir private static Path folder;

  private final Logger logger = (Logger) LoggerFactory.getLogger(AuditLog.NAME);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private HttpServer server;
  private long minute = 5;

  private interface Asked {
    void run() throws Exception;
  }

  @BeforeEach
  void start() throws IOException {
    log.start();
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(log);
    AccessToken token = AccessToken.read(Files.writeString(folder.resolve("token"), TOKEN));
    server =
        TestServer.start(
            new HttpSecurity(null, token, false, false),
            routes -> {
              routes.get("/health/ready", request -> request.status(503), Route.HEALTH);
              routes.get("/busy", request -> HttpLimits.room(Integer.MAX_VALUE));
              routes.post(
                  "/api/predict",
                  request -> {
                    throw HttpServer.refusal(400, "body: expected a point, found %s", SECRET);
                  });
            });
  }

  @AfterEach
  void stop() {
    server.close();
    logger.detachAppender(log);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET /api/learners?q=S       |                             | GET /api/learners 401 The token is missing or wrong: expected Authorization: Bearer TOKEN
          GET /api/learners           | Authorization: Bearer S     | GET /api/learners 401 The token is missing or wrong: expected Authorization: Bearer TOKEN
          GET /api/learners           | Cookie: gyre=S              | GET /api/learners 401 The token is missing or wrong: expected Authorization: Bearer TOKEN
          GET /x                      | Host: evil.example          | GET /x 403 Host '…' is not a name of this server. Ask for localhost, or allow the name with --http-allowed-hosts
          POST /api/predict           | Authorization: Bearer TOKEN | POST /api/predict 400 body: expected a point, found …
          POST /api/nothing           | Authorization: Bearer TOKEN | POST /api/nothing 404
          DELETE /api/predict         | Authorization: Bearer TOKEN | DELETE /api/predict 405
          GET /busy                   | Authorization: Bearer TOKEN | GET /busy 503 Too many large answers wait for slow clients; ask again later
          GET /%zz                    |                             | BAD /badMessage 400
          GET /api/%0aforged          |                             | GET /api/%0aforged 401 The token is missing or wrong: expected Authorization: Bearer TOKEN
          LOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOONG /x | | LOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOO… /x 401 The token is missing or wrong: expected Authorization: Bearer TOKEN
          GET /api/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa |     | GET /api/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… 401 The token is missing or wrong: expected Authorization: Bearer TOKEN
          """)
  void shouldSayWhoWasRefusedWhat(String request, String header, String line) throws Exception {
    ask(request, header == null ? "X: S" : header);

    assertThat(lines()).hasSize(1);
    assertThat(lines().get(0)).isEqualToNormalizingWhitespace("127.0.0.1 " + line);
  }

  @Test
  void shouldSayNothingOfWhatIsAnsweredOrMistyped() throws Exception {
    ask("GET /health/ready", "X: S");
    ask("GET /nothing", "Authorization: Bearer TOKEN");

    assertThat(lines()).isEmpty();
  }

  @Test
  void shouldLogOnlySoManyOfAStatusButEachStatus() {
    AuditLog audit = new AuditLog(() -> minute);
    for (int i = 0; i < 3 * AuditLog.LINES; i++) {
      audit.refused("1.2.3.4", "GET", "/", 401, "");
    }
    audit.refused("1.2.3.4", "POST", "/api/feed", 403, "");

    assertThat(lines()).hasSize(AuditLog.LINES + 1);
    assertThat(lines()).last().asString().startsWith("1.2.3.4 POST /api/feed 403");
  }

  @Test
  void shouldSayHowManyItHasNotLogged() {
    AuditLog audit = new AuditLog(() -> minute);
    for (int i = 0; i < AuditLog.LINES + 7; i++) {
      audit.refused("1.2.3.4", "GET", "/", 401, "");
    }
    minute++;
    audit.refused("1.2.3.4", "GET", "/", 413, "");

    assertThat(lines())
        .hasSize(AuditLog.LINES + 2)
        .contains("7 more requests were refused with 401 in a minute");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CONNECT /S         | X: S
          GET /S             | Host: S:b:c
          GET /S             | Host: [S
          GET http://S:b:c/  | X: S
          GET //S            | X: S
          GET /%2e%2e/S;x=%z | X: S
          GET /a%00S         | X: S
          GET /S?a=%zz       | X: S
          GET /S             | Expect: S
          GET /S             | Cookie: "S
          POST /S            | Transfer-Encoding: S
          POST /S            | Host: a, S
          S /S               | X: S
          """)
  void shouldLetNoLibraryLogWhatAClientSent(String request, String header) throws Exception {
    List<ILoggingEvent> logged =
        logged(
            () -> {
              for (int i = 0; i < AuditLog.LINES; i++) {
                ask(request, header);
              }
            });

    assertThat(logged).isEmpty();
    assertThat(lines()).hasSize(AuditLog.LINES);
  }

  /** Returns what the log of a command has of the libraries, by the levels of its configuration. */
  private static List<ILoggingEvent> logged(Asked work) throws Exception {
    LoggerContext command = new LoggerContext();
    command.setMDCAdapter(new LogbackMDCAdapter());
    command.putProperty("gyre.log.file", folder.resolve("gyre.log").toString());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(command);
    configurator.doConfigure(AuditLogTest.class.getResource("/logback.xml"));
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> all = new ListAppender<>();
    all.start();
    root.addAppender(all);
    try {
      work.run();
      return all.list.stream()
          .filter(event -> command.getLogger(event.getLoggerName()).isEnabledFor(event.getLevel()))
          .toList();
    } finally {
      root.detachAppender(all);
      command.stop();
    }
  }

  private List<String> lines() {
    List<ILoggingEvent> events = List.copyOf(log.list);
    return events.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private void ask(String request, String header) throws IOException {
    String host = header.startsWith("Host:") ? "" : "Host: localhost\r\n";
    String head =
        request.replace("S", SECRET).replace("PO" + SECRET + "T", "POST")
            + " HTTP/1.1\r\n"
            + host
            + header.replace("TOKEN", TOKEN).replace("S", SECRET)
            + "\r\nContent-Type: application/json\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    TestServer.answer(server, head);
  }
}
