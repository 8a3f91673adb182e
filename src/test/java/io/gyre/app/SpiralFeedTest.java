package io.gyre.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.Examples;
import io.gyre.page.live.SpiralControls.Change;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class SpiralFeedTest {

  private static final int FIRST = 7;

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  private List<String> ids() {
    return producer.history().stream()
        .map(sent -> new String(sent.value(), UTF_8).replaceFirst("\\{\"id\":\"([^\"]*)\".*", "$1"))
        .toList();
  }

  /** However often it is steered: the n-th record of the topic is the n-th point. */
  @Test
  void shouldLeaveOutNoPointWhenItIsSteered() {
    try (SpiralFeed feed = new SpiralFeed(Examples.spirals(1), 500, producer, "points", FIRST, 0)) {
      for (int turn = 0; turn < 20; turn++) {
        feed.apply(new Change(turn % 4 == 3, 500 + turn, null, null));
        int sent = producer.history().size();
        if (turn % 4 != 3) {
          await().pollInterval(Duration.ofMillis(2)).until(() -> producer.history().size() > sent);
        }
      }
      feed.throwFailure();
    }

    List<String> ids = ids();
    assertThat(ids)
        .hasSizeGreaterThan(15)
        .isEqualTo(IntStream.range(FIRST, FIRST + ids.size()).mapToObj(i -> "p-" + i).toList());
  }
}
