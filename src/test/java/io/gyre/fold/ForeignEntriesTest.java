package io.gyre.fold;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.GyreException;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.encoding.AnyRecords;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.format.RecordSettings;
import io.gyre.state.MapEntries;
import io.gyre.state.StateStorage;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries that Gyre did not write in its stores, as a changelog brings them with a restore. */
class ForeignEntriesTest {

  private static final List<String> KEYS =
      List.of(
          "",
          "x",
          "foreign",
          "tail/",
          "tail/x",
          "tail/999",
          "tail/99999999999",
          "learner",
          "learner/",
          "learner/x",
          "learner//",
          "learner/a",
          "memory/x",
          "memory/999",
          "encoder/999",
          "versions",
          "versions#1",
          "w",
          "d-1",
          "id",
          "in",
          "r-7",
          "k",
          "k7",
          "o",
          "order",
          "p",
          "pending",
          "s",
          "x-1");

  private static final byte[][] VALUES = {{}, {4}, "foreign".getBytes(UTF_8), new byte[5000]};

  private static final FoldSettings SETTINGS =
      FoldLoop.settings("\"name\":\"a\",\"kind\":\"logistic\",\"learningRate\":0.3,\"batch\":2")
          .withRecords(RecordSettings.standard().withKeys(List.of("city")))
          .with(FoldLoop.LATE);

  private static final List<String> STORES = List.of("state", "waiting", "keys");

  private final Random random = new Random(78);
  private int sent;

  /** Points of five keys, and a label later for three of four. */
  private void learn(FoldLoop loop, int points) {
    for (int i = 0; i < points; i++, sent++) {
      Fields fields = AnyRecords.of("city", "c" + sent % 5, "x", random.nextGaussian());
      loop.apply(new Point("p" + sent, fields, null, Point.NO_TIME, false));
      if (sent % 4 > 0 && sent > 20) {
        loop.apply(
            new Point("p" + (sent - 20), Fields.NONE, Label.of(sent % 2), Point.NO_TIME, false));
      }
      if (sent % 8 == 0) {
        loop.save();
      }
    }
    loop.save();
  }

  private FoldLoop begun() {
    random.setSeed(78);
    sent = 0;
    FoldLoop loop = new FoldLoop(SETTINGS);
    learn(loop, 60);
    return loop;
  }

  private static StateStorage store(FoldLoop loop, String name) {
    return switch (name) {
      case "state" -> new MapEntries(loop.store);
      case "waiting" -> loop.waiting;
      default -> loop.keys;
    };
  }

  private static List<Object> learned(FoldLoop loop) {
    return List.of(
        loop.report().digests(), loop.report().lateLabels(), loop.report().keys(), loop.time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"state", "waiting", "keys"})
  void shouldLearnOnAmongEntriesWithForeignKeys(String store) {
    FoldLoop undisturbed = begun();
    learn(undisturbed, 60);
    for (byte[] value : VALUES) {
      FoldLoop loop = begun();
      KEYS.forEach(key -> store(loop, store).put(key.getBytes(UTF_8), value));
      FoldLoop next = loop.restarted(SETTINGS);
      learn(next, 60);

      assertThat(learned(next)).isEqualTo(learned(undisturbed));
      assertThat(learned(next.restarted(SETTINGS))).isEqualTo(learned(undisturbed));
    }
  }

  private static Map<String, byte[]> damages(byte[] real) {
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("null", null);
    for (int length : new int[] {0, 1, 4, real.length / 2, real.length - 1}) {
      all.put("the first " + length, Arrays.copyOf(real, Math.max(0, length)));
    }
    all.put("longer", Arrays.copyOf(real, real.length + 1));
    byte[] garbage = new byte[real.length];
    new Random(78).nextBytes(garbage);
    all.put("garbage", garbage);
    return all;
  }

  /** What is of Gyre's own key and not what it wrote is refused in words, or was not needed. */
  @ParameterizedTest
  @ValueSource(strings = {"state", "waiting", "keys"})
  void shouldRefuseInWordsWhatIsNotWhatItWrote(String name) {
    FoldLoop undisturbed = begun();
    learn(undisturbed, 60);
    Map<String, String> wrong = new TreeMap<>();
    int refused = 0;
    StateStorage real = store(begun(), name);
    Set<Byte> kinds = new HashSet<>();
    for (byte[] key : real.keys(new byte[0], new byte[] {(byte) 0xff})) {
      if (!name.equals("state") && !kinds.add(key[0])) {
        continue; // one of each kind
      }
      String shown = name + " " + new String(key, UTF_8).replaceAll("[^ -~]+", "?");
      for (Map.Entry<String, byte[]> damage : damages(real.get(key)).entrySet()) {
        FoldLoop loop = begun();
        StateStorage store = store(loop, name);
        if (damage.getValue() == null) {
          store.delete(key);
        } else {
          store.put(key, damage.getValue());
        }
        try {
          FoldLoop next = loop.restarted(SETTINGS);
          learn(next, 60);
          if (!isUnseen(key, damage.getKey()) && !learned(next).equals(learned(undisturbed))) {
            wrong.put(shown + ", " + damage.getKey(), "learned something else");
          }
        } catch (GyreException e) {
          refused++;
          if (!e.getMessage().startsWith("test: its state ")) {
            wrong.put(shown + ", " + damage.getKey(), e.getMessage());
          }
        } catch (RuntimeException e) {
          wrong.put(shown + ", " + damage.getKey(), e.toString());
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(refused).isPositive();
  }

  /**
   * What is deleted of a key is as a value that never came, and a pending label has no checksum.
   */
  private static boolean isUnseen(byte[] key, String damage) {
    return (key[0] == 'k' && damage.equals("null")) || (key[0] == 'p' && damage.equals("longer"));
  }

  @Test
  void shouldKnowNoLearnerByTheKeyOfAnotherEntry() {
    assertThat(KEYS.stream().map(FoldStore::learnerOf)).containsOnlyNulls();
  }
}
