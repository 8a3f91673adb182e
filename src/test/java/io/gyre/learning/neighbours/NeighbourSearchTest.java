package io.gyre.learning.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.gyre.data.Fields;
import io.gyre.encoding.AnyRecords;
import io.gyre.encoding.Column;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.Encoders;
import io.gyre.encoding.Row;
import io.gyre.format.RecordSettings;
import io.gyre.learning.Shared;
import io.gyre.learning.memory.Memory;
import io.gyre.learning.memory.Scaler;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NeighbourSearchTest {

  /** Points, searched and found again one by one over the encoder's columns. */
  private static final class Points {

    final Encoder encoder = new Encoder(RecordSettings.standard());
    final Memory memory;
    final double clip;
    final int most;
    final Shared shared;
    final NeighbourSearch search;
    boolean scaled = true;

    Points(int most, double clip, int k) {
      memory = new Memory(most + 3, 0, false);
      this.most = most;
      this.clip = clip;
      shared = new Shared(encoder, memory, null);
      shared.scaler().use();
      search = search(k);
    }

    NeighbourSearch search(int k) {
      NeighbourSearch made = new NeighbourSearch(shared, most, clip);
      made.atLeast(k);
      made.follow();
      return made;
    }

    void add(Fields point) {
      if (encoder.learn(point)) {
        memory.widen(encoder.slots());
      }
      Row row = Encoders.row(encoder, point);
      if (scaled) {
        shared.add(row, 0);
      } else {
        memory.add(row.values(), 0);
      }
      search.follow();
    }

    double[] row(Fields point) {
      return Arrays.copyOf(Encoders.row(encoder, point).values(), encoder.slots());
    }

    NearestPoints nearest(double... row) {
      return search.nearest(Row.of(row));
    }

    double[] row(long number) {
      double[] row = new double[encoder.slots()];
      Arrays.setAll(row, slot -> memory.value(number, slot));
      return row;
    }

    long oldest() {
      return memory.count()
          - Math.min(
              NeighbourSearch.points(most, encoder.slots()), memory.count() - memory.oldest());
    }

    private double scaled(int n, double x) {
      return Double.isFinite(x) ? Scaler.limit(shared.scaler().scale(n, x), 0, clip) : 0;
    }

    /** Σ over columns: numbers scaled, and those that are 1 but for values of few. */
    double square(double[] a, double[] b) {
      double sum = 0;
      for (int n = 0; n < encoder.numbers(); n++) {
        int slot = encoder.numberSlot(n);
        double difference = scaled(n, a[slot]) - scaled(n, b[slot]);
        sum += difference * difference;
      }
      Set<Integer> ones = ones(a);
      Set<Integer> others = ones(b);
      Set<Integer> either = new HashSet<>(ones);
      either.addAll(others);
      ones.retainAll(others);
      return sum + either.size() - ones.size();
    }

    /** Columns that are 1; those of missing fields by the field, below 0. */
    private Set<Integer> ones(double[] row) {
      Set<Integer> ones = new HashSet<>();
      for (int active : Encoders.ones(encoder, Row.of(row))) {
        Column.Kind kind = encoder.column(active).kind();
        if (kind == Column.Kind.TEXT || kind == Column.Kind.BUCKET) {
          ones.add(active);
        }
      }
      for (int field = 0; field < Math.min(1_000, encoder.fields()); field++) {
        if (encoder.isMissing(Row.of(row), field)) {
          ones.add(-1 - field);
        }
      }
      return ones;
    }

    void assertFound(Fields question, int k) {
      double[] row = row(question);
      NearestPoints nearest = nearest(row);
      List<Long> all = LongStream.range(oldest(), memory.count()).boxed().toList();
      Map<Long, Double> squares = new HashMap<>();
      all.forEach(number -> squares.put(number, square(row, row(number))));
      List<Double> sorted = squares.values().stream().sorted().toList();
      assertThat(nearest.size).isEqualTo(Math.min(k, all.size()));
      Set<Long> different = new HashSet<>();
      for (int i = 0; i < nearest.size; i++) {
        double expected = sorted.get(i);
        double margin = 1e-9 * (1 + expected);
        assertThat(nearest.squares[i]).isCloseTo(expected, within(margin));
        assertThat(squares.get(nearest.numbers[i])).isCloseTo(expected, within(margin));
        assertThat(different.add(nearest.numbers[i])).isTrue();
        if (i > 0) {
          assertThat(nearest.squares[i]).isGreaterThanOrEqualTo(nearest.squares[i - 1]);
        }
      }
      assertSameAnew(row, k);
    }

    /** Points are added; after the first, and then every so many, another is searched. */
    void assertFound(int count, int every, int k, IntFunction<Fields> drawn) {
      for (int i = 0; i < count; i++) {
        add(drawn.apply(i));
        if (i < 20 || i % every == 0) {
          assertFound(drawn.apply(i), k);
        }
      }
    }

    /** One made anew finds the same, to the last bit. */
    private void assertSameAnew(double[] row, int k) {
      NearestPoints old = nearest(row);
      NearestPoints anew = search(k).nearest(Row.of(row));
      assertThat(anew.size).isEqualTo(old.size);
      for (int i = 0; i < old.size; i++) {
        assertThat(anew.squares[i]).isEqualTo(old.squares[i]);
        assertThat(anew.numbers[i]).isEqualTo(old.numbers[i]);
      }
    }
  }

  private static Fields numbers(Random random, int features) {
    double[] x = new double[features];
    double centre = random.nextInt(6);
    for (int d = 0; d < features; d++) {
      x[d] = centre * Math.sin(d + centre) + random.nextGaussian() * 0.3;
      x[d] = random.nextInt(200) == 0 ? x[d] * 1e6 : x[d];
    }
    return Fields.ofFeatures(x);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 300, 5, 1",
    "2, 2000, 5, 25",
    "3, 256, 2, 5",
    "9, 513, 1, 5",
    "16, 2000, 5, 5",
    "30, 600, 1e70, 7",
    "41, 900, 5, 100",
  })
  void shouldFindTheNearestOfNumbers(int features, int most, double clip, int k) {
    Points points = new Points(most, clip, k);
    Random random = new Random(features);
    points.assertFound(2_500, 97, k, i -> numbers(random, features));
  }

  @ParameterizedTest
  @CsvSource({"1, 300, 5, 5", "2, 100, 1, 1", "3, 1300, 1e70, 25", "4, 600, 0.1, 3"})
  void shouldFindTheNearestOfAnyRecords(long seed, int most, double clip, int k) {
    Points points = new Points(most, clip, k);
    AnyRecords records = new AnyRecords(seed);
    points.assertFound(1_500, 37, k, i -> AnyRecords.fields(records.next()));
  }

  @Test
  void shouldFindTheNearestOfTextsAlone() {
    Points points = new Points(1_600, 5, 5);
    Random random = new Random(3);
    points.assertFound(2_000, 41, 5, i -> texts(random, 13));
  }

  private static Fields texts(Random random, int fields) {
    int group = random.nextInt(4);
    Object[] members = new Object[2 * fields];
    for (int f = 0; f < fields; f++) {
      members[2 * f] = "t" + f;
      members[2 * f + 1] = "v" + (random.nextInt(4) == 0 ? random.nextInt(9) : group);
    }
    return AnyRecords.of(members);
  }

  /** Missing from the start, now and then, from some time on, and never. */
  @Test
  void shouldFindTheNearestWhereNumbersAreMissing() {
    Points points = new Points(1_600, 5, 5);
    Random random = new Random(3);
    points.assertFound(2_400, 43, 5, i -> gaps(random, i));
  }

  private static Fields gaps(Random random, int i) {
    List<Object> members = new ArrayList<>();
    for (int f = 0; f < 12; f++) {
      boolean present =
          switch (f % 4) {
            case 0 -> true;
            case 1 -> random.nextInt(50) > 0;
            case 2 -> i % 1_000 < 500;
            default -> random.nextInt(100) == 0;
          };
      if (present) {
        members.add("f" + f);
        members.add(random.nextGaussian() * (random.nextInt(40) == 0 ? 100 : 1));
      }
    }
    return AnyRecords.of(members.toArray());
  }

  /** As long as all have all, less is to be taken care of; then a few miss a number or a text. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void shouldFindTheNearestWhereTheFirstIsMissingLate(int missing) {
    Points points = new Points(700, 5, 3);
    Random random = new Random(missing);
    points.assertFound(900, 23, 3, i -> missingLate(random, missing, i < 500 || i % 25 > 0));
  }

  private static Fields missingLate(Random random, int missing, boolean whole) {
    List<Object> members = new ArrayList<>(List.of("a", random.nextGaussian()));
    if (whole || missing == 1) {
      members.addAll(List.of("b", random.nextGaussian()));
    }
    if (whole || missing == 0) {
      members.addAll(List.of("t", "v" + random.nextInt(5)));
    }
    return AnyRecords.of(members.toArray());
  }

  @Test
  void shouldFindTheNewerOfThoseEquallyFar() {
    Points points = new Points(1_000, 5, 4);
    Random random = new Random(1);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < 1_400; i++) {
      double x = random.nextInt(200);
      values.add(x);
      points.add(Fields.ofFeatures(new double[] {x, 1}));
    }
    for (double x = 0; x < 200; x += 7) {
      double asked = x;
      NearestPoints nearest = points.nearest(asked, 1);
      List<Long> expected =
          IntStream.range(400, 1_400)
              .boxed()
              .sorted(
                  Comparator.<Integer>comparingDouble(i -> Math.abs(values.get(i) - asked))
                      .thenComparing(i -> -i))
              .limit(4)
              .map(i -> (long) i)
              .toList();
      List<Long> found = IntStream.range(0, 4).mapToObj(i -> nearest.numbers[i]).toList();
      // Of those as far above as below, rounding may prefer one side.
      assertThat(found.get(0)).isEqualTo(expected.get(0));
      for (int i = 1; i < 4; i++) {
        if (values.get(found.get(i).intValue()).equals(values.get(found.get(i - 1).intValue()))) {
          assertThat(found.get(i)).isLessThan(found.get(i - 1));
        }
      }
    }
  }

  private static Points points(int k) {
    Points points = new Points(300, 5, k);
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      points.add(numbers(random, 2));
    }
    return points;
  }

  @Test
  void shouldSearchOnceForAPointUntilItIsSeenAnew() {
    Points points = points(1);
    Row row = Row.of(40, 0.1);
    double[] before = points.search.nearest(row).squares.clone();
    points.add(Fields.ofFeatures(new double[] {40, 0.1}));
    assertThat(points.search.nearest(row).squares).isEqualTo(before);

    row.renew();

    assertThat(points.search.nearest(row).numbers[0]).isEqualTo(300);
    row.show(new double[] {0.3, 0.1});
    assertThat(points.search.nearest(row).squares[0])
        .isEqualTo(points.nearest(0.3, 0.1).squares[0]);
  }

  @Test
  void shouldFindMoreWhenMoreAreAskedFor() {
    Points points = points(2);
    assertThat(points.nearest(0.3, 0.1).size).isEqualTo(2);
    points.search.atLeast(9);
    assertThat(points.nearest(0.3, 0.1).size).isEqualTo(9);
  }

  /** At 1,500 fields 250 points count; half of the fields are seldom there. */
  @ParameterizedTest
  @ValueSource(ints = {60, 1_500})
  void shouldLookAtFewerPointsThatAreWide(int fields) {
    Points points = new Points(5_000, 5, 3);
    points.scaled = fields < 1_000;
    Random random = new Random(1);
    for (int i = 0; i < 700; i++) {
      points.add(wide(random, i == 0 ? fields : 30, fields));
      if (i % 60 == 1) {
        points.assertFound(wide(random, 40, fields), 3);
      }
    }
    assertThat(points.memory.count() - points.oldest()).isEqualTo(fields < 1_000 ? 700 : 250);
  }

  /** The more slots, the fewer points count; also where all have all numbers. */
  @Test
  void shouldFindTheNearestWhenRowsBecomeWide() {
    Points points = new Points(300, 2, 4);
    Random random = new Random(1);
    for (int i = 0; i < 320; i++) {
      int fields = i < 60 ? 990 : 1_010;
      Object[] members = new Object[2 * (i % 9 == 0 ? 700 : fields)];
      int group = random.nextInt(3);
      for (int f = 0; f < members.length / 2; f++) {
        members[2 * f] = "f" + f;
        members[2 * f + 1] = group * Math.sin(f) + random.nextGaussian();
      }
      if (i > 2 && i % 13 < 2) {
        points.assertFound(AnyRecords.of(members), 4);
      }
      points.add(AnyRecords.of(members));
    }
    assertThat(points.memory.count() - points.oldest()).isEqualTo(250);
  }

  /** Fields that the encoder knows, and of which no point that counts has a value. */
  @Test
  void shouldAllocateNothingAColumnForAQuestion() {
    Points points = new Points(250, 5, 3);
    Random random = new Random(1);
    points.add(wide(random, 300, 300));
    for (int i = 0; i < 300; i++) {
      points.add(AnyRecords.of("x", random.nextGaussian()));
    }
    NeighbourSearch anew = points.search(3);
    Row row = Encoders.row(points.encoder, wide(random, 300, 300));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long most = 0;
    for (int q = 0; q < 3; q++) {
      row.renew();
      long before = threads.getCurrentThreadAllocatedBytes();
      anew.nearest(row);
      most = Math.max(most, threads.getCurrentThreadAllocatedBytes() - before);
    }

    System.out.printf("allocated for a question about 300 fields: at most %d bytes%n", most);
    assertThat(most).isLessThan(4_000);
  }

  private static Fields wide(Random random, int present, int fields) {
    Object[] members = new Object[2 * present];
    int first = random.nextInt(fields);
    for (int i = 0; i < present; i++) {
      members[2 * i] = "f" + (first + i * 7 % fields) % fields;
      members[2 * i + 1] =
          random.nextInt(3) == 0 ? "t" + random.nextInt(3) : (Object) random.nextGaussian();
    }
    return AnyRecords.of(members);
  }
}
