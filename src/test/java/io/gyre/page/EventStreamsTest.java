package io.gyre.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.http.HttpSecurity;
import io.gyre.http.HttpServer;
import io.gyre.http.TestServer;
import io.gyre.page.live.Applications;
import io.gyre.page.live.EventBroadcast;
import io.gyre.page.state.DashboardState;
import io.gyre.page.state.DeadLetterText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many pages on a real server, over real connections. */
class EventStreamsTest {

  private static final int PAGES = 20;

  /** Less than the time after which an idle connection, as that of who never reads, is closed. */
  private static final Duration TEN_TICKS = Duration.ofSeconds(20);

  /** Of the page that never reads: soon full. */
  private static final int SMALL_BUFFER = 4 << 10;

  /** A page, and the events that it has got. */
  private static final class Page implements AutoCloseable {
    final List<String> events = new CopyOnWriteArrayList<>();
    private final Socket socket = new Socket();

    Page(int port, int receiveBuffer) throws IOException {
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      socket
          .getOutputStream()
          .write("GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
    }

    void read() {
      Thread reader = new Thread(this::run, "test-page");
      reader.setDaemon(true);
      reader.start();
    }

    private void run() {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith("event: ")) {
            events.add(line.substring(7));
          }
        }
      } catch (IOException e) {
        events.add("closed");
      }
    }

    /** Whether the last five events are ticks. */
    boolean hasCaughtUp() {
      List<String> seen = List.copyOf(events);
      return seen.size() >= 5
          && seen.subList(seen.size() - 5, seen.size()).stream().allMatch("tick"::equals);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private final StubModel model = Fixture.model();
  private final DashboardState state = Fixture.state(model);
  private final Applications applications = Fixture.only(state, model, Optional.empty());
  private final EventBroadcast broadcast = applications.all().get(0).pages();
  private final HttpServer server =
      TestServer.start(HttpSecurity.NONE, new PageRoutes(applications)::register);
  private final List<Page> pages = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    broadcast.close();
    for (Page page : pages) {
      page.close();
    }
    server.close();
  }

  @Test
  void shouldNotBeSlowedByAPageThatNeverReads() throws Exception {
    open(SMALL_BUFFER); // It is the first, and never reads.
    await().until(() -> broadcast.pages() == 1 && !isStuck()); // Its snapshot is on its way.
    DeadLetterText large =
        new DeadLetterText("0-1", "large", "points", 0, null, "x".repeat(20_000), 1, "");
    await()
        .pollInterval(Duration.ofMillis(20))
        .during(Duration.ofSeconds(1))
        .until(
            () -> {
              state.letters().add(large);
              return isStuck();
            });
    // Only now, for who reads may be behind for a moment, too.
    for (int i = 1; i < PAGES; i++) {
      open(0).read();
    }
    await().until(() -> broadcast.pages() == PAGES);

    List<Page> readers = pages.subList(1, PAGES);
    await().until(() -> readers.stream().allMatch(Page::hasCaughtUp));
    readers.forEach(page -> page.events.clear());
    await().atMost(TEN_TICKS).until(() -> readers.stream().allMatch(p -> p.events.size() >= 10));

    assertThat(isStuck()).isTrue();
    assertThat(readers).allSatisfy(page -> assertThat(page.events).containsOnly("tick"));
  }

  @Test
  void shouldSendASnapshotWhenTheTopicsWereCreatedAnew() throws Exception {
    Page page = open(0);
    page.read();
    await().until(() -> page.events.contains("tick"));
    page.events.clear();

    state.clear();

    await().until(() -> page.events.contains("snapshot"));
  }

  private Page open(int receiveBuffer) throws IOException {
    Page page = new Page(server.port(), receiveBuffer);
    pages.add(page);
    return page;
  }

  /** Whether a page takes nothing: the first alone does not read. */
  private boolean isStuck() {
    return broadcast.behind() > 0;
  }
}
