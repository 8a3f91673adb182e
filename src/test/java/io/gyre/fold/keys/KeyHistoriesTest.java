package io.gyre.fold.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.encoding.AnyRecords;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.state.DamagedStateException;
import io.gyre.state.MapStorage;
import io.gyre.state.StateReader;
import io.gyre.state.StateStorage;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyHistoriesTest {

  private static final List<String> KEYS = List.of("customer", "customer+shop");

  private static ClassNumbers classes() {
    return new ClassNumbers(List.of(Label.of(0), Label.of(1)), null, null);
  }

  private static KeyHistories histories(StateStorage storage, int ready) {
    KeyHistories made = unread(storage, ready);
    made.fit();
    return made;
  }

  private static KeyHistories unread(StateStorage storage, int ready) {
    return new KeyHistories(KEYS, new KeySettings(List.of(), 30), classes(), storage, ready);
  }

  /** Most values of many keys lie in the store, some in memory, and nobody can tell which. */
  @Test
  void shouldRememberTheSameHoweverFewAreKeptInMemory() {
    Random random = new Random(3);
    KeyHistories few = histories(new MapStorage(), 2);
    KeyHistories all = histories(new MapStorage(), 10_000);
    for (int i = 0; i < 5_000; i++) {
      Fields fields =
          AnyRecords.of(
              "customer", (double) random.nextInt(60), "shop", "s" + i % 3, "x", i % 17.0);
      double[] columns = few.columns(fields, 10L * i).values();
      assertThat(columns).isEqualTo(all.columns(fields, 10L * i).values());
      long labelMs = 10L * i + random.nextInt(300) - 100;
      for (KeyHistories each : List.of(few, all)) {
        each.advance(10L * i);
        each.add(fields, 10L * i, 10L * i);
        each.label(fields, i % 2, labelMs, 10L * i);
      }
      if (i % 500 == 0) {
        assertThat(few.counts()).isEqualTo(all.counts());
      }
    }
    assertThat(few.counts().pendingLabels()).isPositive();
    assertThat(few.counts().evicted()).isPositive();
  }

  /** Only what is seen makes another value leave the memory, and be written. */
  @Test
  void shouldWriteNothingForAQuestion() {
    MapStorage storage = new MapStorage();
    KeyHistories histories = histories(storage, 2);
    for (int i = 0; i < 40; i++) {
      histories.add(AnyRecords.of("customer", i % 20.0, "shop", "s", "x", 1.0 * i), i, i);
    }
    Map<String, String> before = content(storage);
    List<KeyColumns> answers =
        IntStream.range(0, 20)
            .mapToObj(i -> histories.columnsIf(AnyRecords.of("customer", 1.0 * i), 50))
            .toList();
    assertThat(content(storage)).isEqualTo(before);
    for (int i = 0; i < 20; i++) {
      assertThat(answers.get(i).values())
          .isEqualTo(histories.columns(AnyRecords.of("customer", 1.0 * i), 50).values());
    }
    assertThat(content(storage)).as("those that come do").isNotEqualTo(before);
  }

  /** What is saved next shows in which order values leave the memory. */
  @Test
  void shouldMoveNothingForAQuestion() {
    MapStorage storage = new MapStorage();
    MapStorage asked = new MapStorage();
    KeyHistories never = histories(storage, 3);
    KeyHistories often = histories(asked, 3);
    for (int i = 0; i < 60; i++) {
      for (int q = 0; q < 20; q++) {
        often.columnsIf(AnyRecords.of("customer", (double) q, "shop", "s"), i);
      }
      Fields point = AnyRecords.of("customer", i * 7 % 20.0, "shop", "s", "x", 1.0 * i);
      for (KeyHistories each : List.of(never, often)) {
        each.columns(point, i);
        each.add(point, i, i);
      }
      assertThat(content(asked)).isEqualTo(content(storage));
    }
    assertThat(often.counts()).isEqualTo(never.counts());
    assertThat(written(often)).isEqualTo(written(never));
  }

  private static Map<String, String> content(MapStorage storage) {
    return storage.keys(new byte[0], new byte[] {(byte) 0xff}).stream()
        .collect(Collectors.toMap(Arrays::toString, key -> Arrays.toString(storage.get(key))));
  }

  private static byte[] written(KeyHistories histories) {
    StateWriter out = new StateWriter();
    histories.write(out);
    return out.toBytes();
  }

  @Test
  void shouldSayThatItsStoreIsDamagedRatherThanForget() {
    Fields fields = AnyRecords.of("customer", 7.0, "shop", "s", "x", 1.0);
    MapStorage storage = new MapStorage();
    KeyHistories histories = histories(storage, 10);
    histories.add(fields, 10, 10);
    histories.label(fields, 1, 5_000, 10);
    histories.settle();
    for (byte[] key : storage.keys(new byte[0], new byte[] {(byte) 0xff})) {
      byte[] value = storage.get(key);
      storage.put(key, new byte[] {1, 2, 3});
      KeyHistories read = unread(storage, 10);
      read.read(new StateReader(ByteBuffer.wrap(written(histories))), 3);
      read.fit();
      assertThatThrownBy(
              () -> {
                read.columns(fields, 20);
                read.advance(10_000);
                for (int i = 0; i < 40; i++) {
                  read.add(AnyRecords.of("customer", 100.0 + i, "shop", "s"), 20, 20);
                }
              })
          .isInstanceOf(DamagedStateException.class);
      storage.put(key, value);
    }
  }

  @Test
  void shouldRefuseToGoOnWithoutItsStore() {
    MapStorage storage = new MapStorage();
    KeyHistories histories = histories(storage, 10);
    histories.add(AnyRecords.of("customer", 7.0, "shop", "s"), 10, 10);
    histories.settle();
    int values = KEYS.size();

    KeyHistories same = unread(storage, 10);
    same.read(new StateReader(ByteBuffer.wrap(written(histories))), 3);
    same.requireEntries("test");
    KeyHistories other = unread(new MapStorage(), 10);
    other.read(new StateReader(ByteBuffer.wrap(written(histories))), 3);
    assertThatThrownBy(() -> other.requireEntries("test"))
        .isInstanceOf(GyreException.class)
        .hasMessage(
            "test: the store of keys is empty, but %d values are remembered in it by the state: its changelog was deleted",
            values);
  }
}
