package io.gyre.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
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

  @Test
  void shouldBeAsIfEachChangeHadBeenMadeAtOnce() {
    MapStorage below = new MapStorage();
    MapStorage expected = new MapStorage();
    Overlay overlay = new Overlay(below);
    for (int i = 0; i < 20_000; i++) {
      byte[] key = key();
      MapStorage before = new MapStorage(below);
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
            assertThat(below.entries()).as("seed %d", seed).isEqualTo(expected.entries());
            before = below;
          }
        }
      }
      byte[] from = key();
      byte[] to = key();
      assertThat(overlay.get(from)).as("seed %d", seed).isEqualTo(expected.get(from));
      byte[] first = Arrays.compareUnsigned(from, to) > 0 ? null : expected.firstKey(from, to);
      assertThat(overlay.firstKey(from, to)).as("seed %d", seed).isEqualTo(first);
      assertThat(below.entries()).as("seed %d", seed).isEqualTo(before.entries());
    }
  }

  @Test
  void shouldNotDeleteBelowWhatCameAndWentMeanwhile() {
    Overlay overlay = new Overlay(StateStorage.NOTHING);
    overlay.put("a", new byte[0]);
    overlay.delete("a");

    overlay.flush(); // Nothing takes no deletion.
    assertThat(overlay.isEmpty()).isTrue();
  }
}
