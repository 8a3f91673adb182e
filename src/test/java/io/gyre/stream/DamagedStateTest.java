package io.gyre.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gyre.GyreException;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.state.MapEntries;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import io.gyre.state.StoredPart;
import io.gyre.stream.processor.TopologySettings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A state that cannot be trusted is refused in words, whatever is wrong with it. */
class DamagedStateTest {

  private static final LearnerSettings LEARNER =
      Fixture.learner(",\"memory\":100,\"replay\":3,\"view\":\"standardised\"");
  private static final TopologySettings SETTINGS = Fixture.settings(List.of(LEARNER));

  private final ProcessorBench bench = new ProcessorBench(SETTINGS);
  private final Map<String, byte[]> content;

  DamagedStateTest() {
    bench.send(Arriving.randomStream(41, 260, 2));
    content = StoreContent.of(bench.store);
  }

  @ParameterizedTest
  @ValueSource(strings = {"learner/a/settings", "learner/a/model", "position", "clock", "memory/2"})
  void shouldSayDamagedForEveryLengthOfAnEntryAndABitOfAnyByteThatHasFlipped(String entry) {
    byte[] whole = content.get(entry);
    for (int length = 0; length <= whole.length + 1; length++) {
      if (length != whole.length) {
        content.put(entry, Arrays.copyOf(whole, length));
        assertDamaged(entry + " of length " + length);
      }
    }
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= (byte) (1 << i % Byte.SIZE);
      content.put(entry, flipped);
      assertDamaged(entry + " with a bit of byte " + i + " flipped");
    }
  }

  @Test
  void shouldNeverThrowAnythingButAMessageForRandomBytes() {
    Random random = new Random(42);
    // A block of the memory that holds no point any more is not read.
    List<String> keys = content.keySet().stream().filter(this::isNeeded).toList();
    for (int i = 0; i < 700; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (bytes.length > 0 && random.nextBoolean()) {
        bytes[0] = 1;
      }
      Map<String, byte[]> broken = StoreContent.of(bench.store);
      broken.put(keys.get(random.nextInt(keys.size())), bytes);
      assertThat(start(broken)).as("round " + i).isInstanceOf(GyreException.class);
    }
  }

  private boolean isNeeded(String key) {
    Map<String, byte[]> without = StoreContent.of(bench.store);
    without.remove(key);
    return start(without) != null;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "position|it has no position",
        "clock|it has no clock",
        "learner/a/model|it has no learner/a/model",
        "learner/a/scores|it has no learner/a/scores",
        "memory|it has no memory",
        "memory/2|it has no memory/2",
      })
  void shouldSayWhatIsMissing(String entry, String message) {
    content.remove(entry);
    assertThat(start(content))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("gyre-test on partition 0: its state is damaged: ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"memory/0, 180", "memory, 250"})
  void shouldRefuseOnePartOfAnOlderState(String entry, int points) {
    ProcessorBench older = new ProcessorBench(SETTINGS);
    older.send(Arriving.randomStream(41, points, 2));
    content.put(entry, StoreContent.of(older.store).get(entry));
    assertDamaged(entry + " after " + points + " points");
  }

  @Test
  void shouldRefusePointsUnderAnotherKey() {
    content.put("memory/0", content.get("memory/1"));
    assertDamaged("the second block in place of the first");
    content.put("memory/0", content.get("memory/2"));
    assertDamaged("a shorter block");
  }

  @Test
  void shouldSayThatTheSettingsCannotBeReadWhenANewerGyreWroteThem() {
    content.put("learner/a/settings", settings("{\"name\":\"a\",\"kind\":\"oracle\"}"));
    assertThat(start(content))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("the settings in its state cannot be read (learner \"a\": kind is");
  }

  private static byte[] settings(String json) {
    Map<String, byte[]> stored = new HashMap<>();
    StatePart part =
        new StatePart("settings") {
          @Override
          public void write(StateWriter out) {
            out.putText(json);
          }

          @Override
          public void read(StateReader in, int version) {
            throw new UnsupportedOperationException();
          }
        };
    new StoredPart("", part).save(new MapEntries(stored), new StateWriter());
    return stored.get("settings");
  }

  @Test
  void shouldStartOnTheStateAsItWas() {
    assertThat(start(content)).isNull();
  }

  private Throwable start(Map<String, byte[]> broken) {
    ProcessorBench other = new ProcessorBench(SETTINGS);
    StoreContent.replace(other.store, broken);
    return catchThrowable(other::init);
  }

  private void assertDamaged(String what) {
    assertThat(start(content))
        .as(what)
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("gyre-test on partition 0: its state is damaged: ");
  }
}
