package io.gyre.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.record.RecordReader;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for all values; a failure prints its seed. */
class PointJsonPropertiesTest {

  private static final List<Label> LABELS =
      List.of(Label.of(0), Label.of(1), Label.of(-7), Label.of(1_000_000), Label.TRUE);

  private final PointJson json = new PointJson();
  private final RecordReader reader = PointJsonTest.reader();

  @Property(tries = 5_000)
  void shouldReadBitForBitWhatItWrote(@ForAll("points") Point point) throws InvalidPointException {
    Point read = reader.read(json.write(point));
    assertThat(read.id()).isEqualTo(point.id());
    assertThat(read.label()).isEqualTo(point.label());
    assertThat(bits(read)).isEqualTo(bits(point));
  }

  @Provide
  Arbitrary<Point> points() {
    Arbitrary<Double> doubles =
        Arbitraries.oneOf(
            Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite),
            Arbitraries.of(
                0.0,
                -0.0,
                Double.MIN_VALUE,
                -Double.MIN_VALUE,
                Double.MIN_NORMAL,
                1e308,
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                Math.nextDown(Double.MIN_NORMAL),
                0.1,
                1e23));
    Arbitrary<String> ids =
        Arbitraries.strings()
            .ofMaxLength(1000)
            .filter(id -> Utf8.encodes(id) && !id.isBlank())
            .injectNull(0.2);
    return Combinators.combine(
            ids,
            doubles.array(Double[].class).ofMinSize(1).ofMaxSize(40),
            Arbitraries.of(LABELS).injectNull(0.2))
        .as(
            (id, features, label) ->
                new Point(
                    id, Arrays.stream(features).mapToDouble(Double::doubleValue).toArray(), label));
  }

  private static long[] bits(Point point) {
    return Arrays.stream(point.features()).mapToLong(Double::doubleToRawLongBits).toArray();
  }
}
