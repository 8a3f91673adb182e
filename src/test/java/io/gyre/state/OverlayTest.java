package io.gyre.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OverlayTest {

  private final int seed = Integer.getInteger("gyre.seed", new Random().nextInt(1_000_000));
  private final Random random = new Random(seed);

  /** Keys of one to three bytes, so that many are alike or begin alike. */
  private byte[] key() {
    byte[] key = new byte[1 + random.nextInt(3)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(4) * 85);
    }
    return key;
  }

  private static TreeMap<byte[], byte[]> entries(StateStorage storage) {
    TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
    for (byte[] key : storage.keys(new byte[0], new byte[] {(byte) 0xFF, (byte) 0xFF})) {
      entries.put(key, storage.get(key));
    }
    return entries;
  }

  @Test
  void shouldBeAsIfEachChangeHadBeenMadeAtOnce() {
    MapStorage below = new MapStorage();
    MapStorage expected = new MapStorage();
    Overlay overlay = new Overlay(below);
    for (int i = 0; i < 20_000; i++) {
      byte[] key = key();
      Map<byte[], byte[]> before = entries(below);
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          byte[] value = {(byte) i};
          overlay.put(key, value);
          expected.put(key, value);
        }
        case 2, 3 -> {
          overlay.delete(key);
          expected.delete(key);
        }
        default -> {
          if (random.nextInt(20) == 0) {
            overlay.flush();
            assertThat(entries(below)).as("seed %d", seed).isEqualTo(entries(expected));
            before = entries(below);
          }
        }
      }
      byte[] from = key();
      byte[] to = key();
      assertThat(overlay.get(from)).as("seed %d", seed).isEqualTo(expected.get(from));
      byte[] first = Arrays.compareUnsigned(from, to) > 0 ? null : expected.firstKey(from, to);
      assertThat(overlay.firstKey(from, to)).as("seed %d", seed).isEqualTo(first);
      assertThat(entries(below)).as("seed %d", seed).isEqualTo(before);
    }
  }

  @Test
  void shouldKeepEverythingWhenFlushedWithNoneBelow() {
    Overlay overlay = new Overlay(null);
    overlay.put("a", new byte[] {7});
    overlay.delete("b");
    overlay.flush();

    assertThat(overlay.get("a")).containsExactly(7);
  }

  @Test
  void shouldNotDeleteBelowWhatCameAndWentMeanwhile() {
    Overlay overlay = new Overlay(new MapStorage());
    overlay.put("a", new byte[0]);
    overlay.delete("a");

    assertThat(overlay.changes).isEmpty();
  }

  @Test
  void shouldKeepNothingOfWhatCameAndWentBetweenTwoTimes() {
    MapStorage below = new MapStorage();
    below.put("there", new byte[1]);
    Overlay overlay = new Overlay(below);
    for (int i = 0; i < 1_000; i++) {
      overlay.put("key " + i, new byte[1]);
      overlay.delete("key " + i);
    }
    overlay.delete("there");
    assertThat(overlay.changes).hasSize(1);
    assertThat(overlay.get("there")).isNull();
  }
}
