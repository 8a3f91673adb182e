package io.gyre.page.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.page.state.DashboardState;
import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.internals.CoordinatorKey;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LagMonitorTest {

  private static final TopicPartition POINTS = new TopicPartition("points", 0);

  private final DashboardState state = new DashboardState("gyre");
  private long nanos;
  private long end;
  private long learned;
  private final LagMonitor monitor = new LagMonitor(state, admin(), List.of(POINTS), () -> nanos);

  /** A cluster whose points end at {@link #end}, and whose group has come to {@link #learned}. */
  private Admin admin() {
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) ->
                method.getName().equals("listOffsets") ? ends() : committed());
  }

  private ListOffsetsResult ends() {
    ListOffsetsResultInfo info = new ListOffsetsResultInfo(end, 0, java.util.Optional.empty());
    return new ListOffsetsResult(Map.of(POINTS, KafkaFuture.completedFuture(info)));
  }

  private ListConsumerGroupOffsetsResult committed() throws Exception {
    Constructor<ListConsumerGroupOffsetsResult> constructor =
        ListConsumerGroupOffsetsResult.class.getDeclaredConstructor(Map.class);
    constructor.setAccessible(true);
    return constructor.newInstance(
        Map.of(
            CoordinatorKey.byGroupId("gyre"),
            KafkaFuture.completedFuture(Map.of(POINTS, new OffsetAndMetadata(learned)))));
  }

  /** Lets seconds pass, in each of which so many points come and are learned. */
  private void pass(int seconds, long arriving, long learning) {
    for (int i = 0; i < seconds; i++) {
      nanos += TimeUnit.SECONDS.toNanos(1);
      end += arriving;
      learned += learning;
      monitor.look(0);
      monitor.look(0);
    }
  }

  @Test
  void shouldTellHowFastABacklogIsLearned() {
    end = 100_000;
    pass(9, 0, 5_000);

    assertThat(state.status().rate()).isCloseTo(5_000, within(1.0));
    assertThat(state.status().lag()).isEqualTo(55_000);
  }

  @Test
  void shouldTellHowFastPointsArriveOtherwise() {
    pass(9, 1_000, 1_000);
    assertThat(state.status().rate()).isCloseTo(1_000, within(1.0));

    pass(9, 1_000, 300);
    assertThat(state.status().rate()).isCloseTo(1_000, within(1.0));

    learned = end;
    pass(15, 0, 0);
    assertThat(state.status().rate()).isZero();
  }
}
