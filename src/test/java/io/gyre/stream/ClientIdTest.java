package io.gyre.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.stream.InputShape.Way;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClientIdTest {

  private static final String PROCESS = "0b5c3a9e-52f6-4b6b-8a40-7d0f4fbb2c11";

  static List<InputShape> shapes() {
    return List.of(
        new InputShape(Way.POINTS, false, null),
        new InputShape(Way.POINTS, true, null),
        new InputShape(Way.PARTITIONS, false, null),
        new InputShape(Way.JOURNAL, false, null),
        new InputShape(Way.JOURNAL, true, null),
        new InputShape(Way.JOURNAL, true, "clicks.late-labels"));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldBeReadFromTheClientIdOfAThreadsConsumer(InputShape shape) {
    ClientId id = new ClientId("my-app.points-1", PROCESS, shape);

    assertThat(ClientId.parse(id.text() + "-StreamThread-12-consumer")).contains(id);
    assertThat(ClientId.shortened(id.text() + "-StreamThread-1-consumer"))
        .isEqualTo("my-app.points-1-" + PROCESS);
  }

  @Test
  void shouldReadTheClientIdOfAnEarlierGyreAndOfNone() {
    assertThat(ClientId.parse("gyre-" + PROCESS + "-StreamThread-1-consumer"))
        .contains(new ClientId("gyre", PROCESS, null));
    assertThat(ClientId.parse("consumer-1")).isEmpty();
    assertThat(ClientId.shortened("consumer-1")).isEqualTo("consumer-1");
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldFitItsLikeAndWhatPointsBecomeWhenTheyGrow(InputShape shape) {
    for (InputShape other : shapes()) {
      boolean sameLabels =
          shape.late() == other.late()
              && String.valueOf(shape.labels()).equals("" + other.labels());
      boolean grows = shape.way() == Way.POINTS || other.way() == Way.POINTS;
      assertThat(shape.fits(other))
          .as("%s, %s", shape, other)
          .isEqualTo(sameLabels && (shape.way() == other.way() || grows))
          .isEqualTo(other.fits(shape));
    }
  }
}
