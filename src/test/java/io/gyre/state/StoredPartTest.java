package io.gyre.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.Remedy;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A part is read as it was put, in whatever number of blocks, or refused in words. */
class StoredPartTest {

  private final Map<String, byte[]> map = new TreeMap<>();
  private final MapEntries entries = new MapEntries(map);
  private final StateWriter buffer = new StateWriter();

  /** Some numbers; from version 4 on with one more before them. */
  private static final class Numbers extends StatePart {

    double extra;
    double[] values;

    Numbers(int version, double... values) {
      super("numbers", version, Math.max(3, version - 1));
      this.values = values;
    }

    @Override
    public void write(StateWriter out) {
      if (version > 3) {
        out.putDouble(extra);
      }
      out.putInt(values.length).putDoubles(values);
    }

    @Override
    public void read(StateReader in, int stored) {
      extra = stored > 3 ? in.getDouble() : -1;
      values = new double[in.getCount()];
      in.getDoubles(values);
    }
  }

  private static double[] numbers(int length) {
    double[] numbers = new double[length];
    Arrays.setAll(numbers, i -> Math.sqrt(i));
    return numbers;
  }

  private void save(Numbers part) {
    new StoredPart("a/", part).save(entries, buffer);
  }

  private Numbers load(int version) {
    Numbers part = new Numbers(version);
    assertThat(new StoredPart("a/", part).load(entries, "test")).isTrue();
    return part;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_000, 65_535, 65_536, 300_000})
  void shouldReadWhatWasPutInBlocksThatATopicTakes(int length) {
    save(new Numbers(3, numbers(length)));

    assertThat(load(3).values).isEqualTo(numbers(length));
    assertThat(map.values())
        .allMatch(block -> block.length <= Blocks.MOST_BYTES + Blocks.HEAD_BYTES);
    assertThat(map.keySet()).allMatch(key -> key.startsWith("a/numbers"));
  }

  @Test
  void shouldPutOnlyWhatHasChanged() {
    Numbers part = new Numbers(3, 1, 2);
    StoredPart stored = new StoredPart("a/", part);
    stored.save(entries, buffer);
    byte[] first = map.get("a/numbers");
    stored.save(entries, buffer);
    assertThat(map.get("a/numbers")).isSameAs(first);

    part.changed();
    stored.save(entries, buffer);
    assertThat(map.get("a/numbers")).isNotSameAs(first).isEqualTo(first);
  }

  @Test
  void shouldRemoveBlocksThatAreNoLongerNeeded() {
    Numbers part = new Numbers(3, numbers(200_000));
    StoredPart stored = new StoredPart("a/", part);
    stored.save(entries, buffer);
    assertThat(map).hasSize(4);
    part.values = numbers(3);
    part.changed();
    stored.save(entries, buffer);

    assertThat(map).hasSize(1);
    assertThat(load(3).values).containsExactly(numbers(3));
  }

  @Test
  void shouldReadTheVersionBeforeAndPutTheNewOne() {
    save(new Numbers(3, 1, 2, 3));
    Numbers raised = new Numbers(4);
    StoredPart stored = new StoredPart("a/", raised);
    stored.load(entries, "test");
    assertThat(raised.values).containsExactly(1, 2, 3);
    assertThat(raised.extra).isEqualTo(-1);

    assertThat(stored.changed()).isTrue();
    raised.extra = 7;
    stored.save(entries, buffer);
    assertThat(map.get("a/numbers")[0]).isEqualTo((byte) 4);
    assertThat(load(4).extra).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|3|an earlier|3",
        "2|3|an earlier|3",
        "4|3|a later|3",
        "3|5|an earlier|4 or 5",
        "9|5|a later|4 or 5",
      })
  void shouldRefuseAVersionThatItDoesNotKnow(int stored, int version, String made, String reads) {
    save(new Numbers(stored, 1, 2, 3));

    assertThatThrownBy(() -> load(version))
        .isInstanceOf(GyreException.class)
        .isNotInstanceOf(DamagedStateException.class)
        .hasMessage(
            "test: its state was made by %s Gyre: the part a/numbers has version %d, expected %s"
                .formatted(made, stored, reads))
        .satisfies(
            thrown ->
                assertThat(((GyreException) thrown).remedies)
                    .containsExactly(
                        Remedy.of(Remedy.Kind.OTHER_VERSION), Remedy.of(Remedy.Kind.START_ANEW)));
  }

  @Test
  void shouldRefuseAMissingOrForeignBlock() {
    save(new Numbers(3, numbers(200_000)));
    byte[] second = map.get("a/numbers#1");
    map.put("a/numbers#1", map.get("a/numbers#2"));
    assertThatThrownBy(() -> load(3))
        .isInstanceOf(DamagedStateException.class)
        .hasMessageContaining("block 1 of 4 is missing");
    map.remove("a/numbers#1");
    assertThatThrownBy(() -> load(3)).isInstanceOf(DamagedStateException.class);
    map.put("a/numbers#1", second);
    assertThat(load(3).values).hasSize(200_000);
  }
}
