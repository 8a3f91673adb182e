package io.gyre.learning.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.gyre.encoding.Row;
import io.gyre.learning.States;
import io.gyre.state.DamagedStateException;
import io.gyre.state.Sha256;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {

  /** Some fit into one block, some take many; a block holds 32 points. */
  private static final int[] CAPACITIES = {1, 2, 5, 31, 32, 33, 300, 1_000};

  /** Points s = 0 to count − 1, whose features are (s, −s). */
  private static Memory memory(int capacity, int count) {
    Memory memory = new Memory(capacity, 2, false);
    add(memory, count);
    return memory;
  }

  private static void add(Memory memory, int points) {
    for (int i = 0; i < points; i++) {
      long s = memory.count();
      memory.add(new double[] {s, -s}, (int) (s % 7));
    }
  }

  private static void assertHolds(Memory memory, long oldest, long count) {
    assertThat(memory.count()).isEqualTo(count);
    assertThat(memory.oldest()).isEqualTo(oldest);
    for (long s = oldest; s < count; s++) {
      assertThat(memory.value(s, 0)).isEqualTo(s);
      assertThat(memory.value(s, 1)).isEqualTo(-s);
      assertThat(memory.label(s)).isEqualTo((int) (s % 7));
    }
  }

  @Test
  void shouldHoldTheNewestPoints() {
    for (int capacity : CAPACITIES) {
      Memory memory = new Memory(capacity, 2, false);
      for (int count = 0; count <= 3 * Math.min(capacity, 200) + 130; count++) {
        assertHolds(memory, Math.max(0, count - capacity), count);
        add(memory, 1);
      }
    }
  }

  @Test
  void shouldCopyThePointsFeatures() {
    Memory memory = new Memory(1, 1, false);
    double[] x = {1};
    memory.add(x, 0);
    x[0] = 2;

    assertThat(memory.value(0, 0)).isEqualTo(1);
  }

  @Test
  void shouldCountWhenItHoldsNothing() {
    Memory memory = memory(0, 9);

    assertThat(memory.count()).isEqualTo(9);
    assertThat(memory.oldest()).isEqualTo(9);
    assertThat(memory.state()).hasSize(1);
    assertThat(restored(memory).count()).isEqualTo(9);
  }

  private static Memory restored(Memory memory) {
    return restored(memory, new Memory(memory.capacity(), memory.slots(), false));
  }

  private static Memory restored(Memory memory, Memory copy) {
    States.restoreInTurn(States.of(memory.state()), copy::state);
    return copy;
  }

  @Test
  void shouldGoOnWhenRestoredAfterAnyPoint() {
    for (int capacity : CAPACITIES) {
      Memory memory = new Memory(capacity, 2, false);
      for (int count = 0; count < 2 * Math.min(capacity, 200) + 60; count++) {
        Memory copy = restored(memory);
        assertHolds(copy, memory.oldest(), count);
        add(copy, 3);
        assertHolds(copy, Math.max(0, count + 3 - capacity), count + 3);
        memory = count % 5 == 0 ? restored(memory) : memory;
        add(memory, 1);
      }
    }
  }

  /** Only the parts that say they have changed are stored, over those stored before. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 60, 300})
  void shouldBeStoredByTheBlocksThatChanged(int between) {
    Memory memory = new Memory(200, 2, false);
    Map<String, Long> changes = new TreeMap<>();
    Map<String, byte[]> store = new TreeMap<>();
    for (int saved = 0; saved < 20; saved++) {
      add(memory, between);
      Map<String, byte[]> now = States.of(memory.state());
      for (StatePart part : memory.state()) {
        Long before = changes.put(part.name, part.changes());
        if (part.present() && (before == null || before != part.changes())) {
          store.put(part.name, now.get(part.name));
        }
      }
      Memory copy = new Memory(200, 2, false);
      States.restore(store, copy.state());
      assertHolds(copy, memory.oldest(), memory.count());
    }
  }

  @Test
  void shouldNotHaveToStoreBlocksWithoutPoints() {
    Memory memory = new Memory(1_000, 2, false);
    assertThat(present(memory)).isEqualTo(1);
    add(memory, 1);
    assertThat(present(memory)).isEqualTo(2);
    add(memory, 10_000);
    // A point takes 20 bytes, a block 32 points: 32 blocks, or 33 when the ends are not full.
    assertThat(present(memory)).isBetween(33L, 34L);
    assertThat(memory.state()).hasSize(34);
  }

  private static long present(Memory memory) {
    return memory.state().stream().filter(StatePart::present).count();
  }

  @ParameterizedTest
  @CsvSource({"5,0", "5,3", "5,5", "5,23", "300,10", "300,299", "300,1000"})
  void shouldKeepTheNewestPointsWhenMadeSmallerOrLarger(int capacity, int count) {
    for (int other : new int[] {0, 1, 3, 5, 100, 1_000}) {
      Memory memory = memory(capacity, count).withCapacity(other);
      long oldest = Math.max(0, count - Math.min(capacity, other));
      assertThat(memory.capacity()).isEqualTo(other);
      assertHolds(memory, oldest, count);
      assertHolds(restored(memory), oldest, count);
      add(memory, 2);
      assertHolds(memory, Math.max(oldest, count + 2 - other), count + 2);
      assertHolds(restored(memory), Math.max(oldest, count + 2 - other), count + 2);
    }
  }

  private static String digest(Memory memory, int points) {
    MessageDigest digest = Sha256.begin();
    memory.update(digest, points);
    return Sha256.end(digest);
  }

  @Test
  void shouldHashEqualPointsAlikeWhateverTheCapacity() {
    for (int count : new int[] {0, 1, 255, 256, 257, 600, 1_500}) {
      for (int points : new int[] {0, 1, 255, 256, 300, 512, 700}) {
        if (points <= count) {
          String expected = digest(memory(2_000, count), points);
          assertThat(digest(memory(700, count), points)).isEqualTo(expected);
          assertThat(digest(memory(2_000, count).withCapacity(800), points)).isEqualTo(expected);
          assertThat(digest(restored(memory(701, count)), points)).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void shouldHashWhatItHoldsNowAndNotWhatItHeld() {
    Memory memory = new Memory(1_000, 2, false);
    for (int saved = 0; saved < 40; saved++) {
      add(memory, 97);
      int points = (int) Math.min(1_000, memory.count());
      assertThat(digest(memory, points))
          .isEqualTo(digest(memory(1_000, (int) memory.count()), points));
    }
    Memory other = new Memory(1_000, 2, false);
    for (int i = 0; i < memory.count(); i++) {
      other.add(new double[] {1, 2}, 0);
    }
    String expected = digest(memory, 1_000);
    digest(other, 1_000);
    States.restore(States.of(memory.state()), other.state());
    assertThat(digest(other, 1_000)).isEqualTo(expected);
  }

  @Test
  void shouldHashFeaturesAndLabelsAndHowManyThereAre() {
    Memory memory = memory(10, 5);
    Memory label = memory(10, 4);
    label.add(new double[] {4, -4}, 0);
    Memory feature = memory(10, 4);
    feature.add(new double[] {4, -5}, 4);

    assertThat(List.of(digest(memory, 5), digest(label, 5), digest(feature, 5), digest(memory, 4)))
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldRefuseAStateOfAnotherShape() {
    Map<String, byte[]> state = States.of(memory(10, 5).state());
    assertThat(restored(memory(10, 5), new Memory(11, 2, false)).capacity()).isEqualTo(10);
    assertThatThrownBy(() -> States.restore(state, new Memory(10, 1, false).state()))
        .isInstanceOf(DamagedStateException.class)
        .hasMessage("it has a value in slot 1, expected one of 1");
    Memory memory = new Memory(10, 2, false);
    memory.state().get(0).read(reader(state.get("memory")), 2);
    byte[] block = state.get("memory/0");
    block[7] = 3;
    assertThatThrownBy(() -> memory.state().get(1).read(reader(block), 2))
        .isInstanceOf(DamagedStateException.class)
        .hasMessageContaining("begins at point 3");
  }

  // Rows that become wider

  /** Point s: of the slots that there are at this time every one that s is a multiple of. */
  private static void addSparse(Memory memory, int width) {
    long s = memory.count();
    double[] row = new double[width];
    Arrays.setAll(row, slot -> sparse(s, slot, width));
    memory.add(row, (int) (s % 7));
  }

  /** Every fifth row is full, others are sparse. */
  private static double sparse(long s, int slot, int width) {
    boolean held = slot < width && (s % 5 == 0 || s % (slot + 1) == 0);
    return held ? s + slot / 100.0 : Double.NaN;
  }

  private static void assertHoldsSparse(Memory memory, int slots) {
    assertThat(memory.slots()).isEqualTo(slots);
    for (long s = memory.oldest(); s < memory.count(); s++) {
      for (int slot = 0; slot < slots; slot++) {
        assertThat(memory.value(s, slot)).isEqualTo(Double.valueOf(sparse(s, slot, width(s))));
      }
      assertThat(memory.label(s)).isEqualTo((int) (s % 7));
    }
  }

  /** How many slots there are when point s comes. */
  private static int width(long s) {
    return (int) Math.min(60, s * s / 50);
  }

  @Test
  void shouldHoldRowsFromBeforeAndAfterTheyBecameWiderAndBeRestoredAtAnyPoint() {
    for (int capacity : CAPACITIES) {
      Memory memory = new Memory(capacity, 0, false);
      for (int count = 0; count < 150; count++) {
        int width = width(count);
        memory.widen(width);
        addSparse(memory, width);
        memory = count % 7 == 0 ? restored(memory) : memory;
        if (count % 5 == 0) {
          assertHoldsSparse(memory, width);
          assertHoldsSparse(restored(memory), width);
          assertHoldsSparse(restored(memory.withCapacity(20)), width);
        }
      }
    }
  }

  @Test
  void shouldHashAlikeWheneverRowsBecameWider() {
    for (int count : new int[] {3, 255, 256, 300, 700}) {
      Memory inTime = new Memory(400, 0, false);
      Memory atOnce = new Memory(900, 60, false);
      Memory after = new Memory(400, 0, false);
      for (int s = 0; s < count; s++) {
        inTime.widen(width(s));
        after.widen(width(s));
        addSparse(inTime, width(s));
        addSparse(after, width(s));
        double[] row = new double[60];
        long number = s;
        Arrays.setAll(row, slot -> sparse(number, slot, width(number)));
        atOnce.add(row, s % 7);
        // Asked for on the way, so that hashes are kept from before the rows were wider.
        if (s % 16 == 0) {
          digest(inTime, (int) Math.min(400, inTime.count()));
        }
      }
      after.widen(1_000);
      int points = Math.min(400, count);
      String expected = digest(atOnce, points);
      assertThat(digest(inTime, points)).isEqualTo(expected);
      assertThat(digest(after, points)).isEqualTo(expected);
      assertThat(digest(restored(after), points)).isEqualTo(expected);
      assertThat(digest(after.withCapacity(points), points)).isEqualTo(expected);
    }
  }

  /** What was stored before rows became wider is read afterwards, without being stored again. */
  @Test
  void shouldNotHaveToStoreBlocksAgainWhenRowsBecomeWider() {
    Memory memory = new Memory(100, 2, false);
    add(memory, 70);
    Map<String, byte[]> before = States.of(memory.state());
    List<Long> changes = memory.state().stream().map(StatePart::changes).toList();

    memory.widen(50);

    assertThat(memory.state()).map(StatePart::changes).isEqualTo(changes);
    States.assertSame(memory.state(), before);
    Memory copy = restored(memory);
    assertHolds(copy, 0, 70);
    assertThat(copy.value(3, 49)).isNaN();
  }

  @Test
  void shouldStoreNoMoreOfARowThanWhatItHas() {
    Memory sparse = new Memory(64, 5_000, false);
    Memory empty = new Memory(64, 5_000, false);
    Memory full = new Memory(64, 5_000, false);
    double[] row = new double[5_000];
    full.add(row, 0);
    Arrays.fill(row, Double.NaN);
    empty.add(row, 0);
    row[4_999] = 1;
    sparse.add(row, 0);

    assertThat(storedBytes(empty)).isLessThan(20);
    assertThat(storedBytes(sparse)).isLessThan(40);
    assertThat(storedBytes(full)).isBetween(40_000, 40_040);
  }

  private static int storedBytes(Memory memory) {
    return States.of(memory.state()).get("memory/0").length;
  }

  /** What rows have beyond the slots that all have room for is kept row by row. */
  @Test
  void shouldHoldAndStoreTheSameHoweverManySlotsLieInOneArray() {
    for (int mostNear : new int[] {1, 7, 59}) {
      Memory narrow = new Memory(40, 0, mostNear);
      Memory whole = new Memory(40, 0, false);
      for (int count = 0; count < 150; count++) {
        for (Memory memory : List.of(narrow, whole)) {
          memory.widen(width(count));
          addSparse(memory, width(count));
        }
        assertHoldsSparse(narrow, width(count));
        if (count % 10 == 0) {
          States.assertSame(narrow.state(), States.of(whole.state()));
          Memory copy = new Memory(40, narrow.slots(), mostNear);
          assertHoldsSparse(restored(narrow, copy), width(count));
          assertHoldsSparse(narrow.withCapacity(20), width(count));
          assertThat(digest(narrow, (int) (narrow.count() - narrow.oldest())))
              .isEqualTo(digest(whole, (int) (whole.count() - whole.oldest())));
        }
      }
    }
  }

  @Test
  void shouldGiveWholeRowsHoweverManySlotsLieInOneArray() {
    Memory memory = new Memory(40, 60, 7);
    for (int i = 0; i < 100; i++) {
      addSparse(memory, 60);
    }
    Row read = new Row();
    for (long s = memory.oldest(); s < memory.count(); s++) {
      memory.read(s, read);
      double[] row = read.values();
      for (int slot = 0; slot < 60; slot++) {
        assertThat(row[slot]).isEqualTo(Double.valueOf(memory.value(s, slot)));
      }
    }
  }

  /** A value in each of the first slots, of which all rows have room for 1,000, and in others. */
  @ParameterizedTest
  @CsvSource({
    "1001, 0, 8008",
    "3000, 0, 24000",
    "1000, 200, 10400",
    "2000, 100, 21200",
    "0, 100, 1200"
  })
  void shouldKeepAWideRowInTheFewestBytes(int first, int others, int bytes) {
    double[] row = new double[3_000];
    Arrays.setAll(row, i -> i < first || 3_000 - i <= 10 * others && i % 10 == 9 ? i : Double.NaN);
    Memory memory = new Memory(8, 3_000, 1_000);
    int places = 8 + 1; // a block holds one point
    long least = Long.MAX_VALUE;
    long once = 0;
    for (int round = 0; round < 5; round++) {
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < places; i++) {
        memory.add(row, 0);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      once = Math.max(once, threads.getCurrentThreadAllocatedBytes() - before);
    }

    Row read = new Row();
    memory.read(memory.count() - 1, read);
    assertThat(read.values()).startsWith(row);
    assertThat(once / places).as("with the arrays' heads").isBetween((long) bytes, bytes + 500L);
    assertThat(least).as("when there are arrays").isZero();
  }

  private static StateReader reader(byte[] bytes) {
    return new StateReader(ByteBuffer.wrap(bytes));
  }
}
