package io.gyre.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.data.Golden;
import io.gyre.data.Label;
import io.gyre.data.Point;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Sine, cosine and logarithm differ in the last bit between languages: hence not exactly equal. */
class NotebookPointsTest {

  private static final Offset<Double> TOLERANCE = within(1e-15);

  /** Golden numbers: numpy 2.2.4, golden/points.csv. */
  @Test
  void shouldDrawTheNotebooksPointsInItsOrder() {
    List<Point> points = NotebookPoints.draw(42, 400);
    List<String[]> rows = Golden.rows("points.csv");
    assertThat(points).hasSize(800).hasSameSizeAs(rows);
    for (int i = 0; i < rows.size(); i++) {
      String[] row = rows.get(i);
      assertEqual(points.get(i), row[0], row[1], row[2], "point " + i);
    }
  }

  /** Golden numbers: numpy 2.4.6, drawn by golden/numpy_golden.py. */
  @Test
  void shouldDrawNumpysPointsForOtherSeedsAndArmSizes() {
    Map<String, List<String[]>> sets =
        Golden.rows("notebook_points.csv").stream()
            .collect(Collectors.groupingBy(row -> row[0] + "," + row[1]));
    assertThat(sets).hasSize(6);
    sets.forEach(
        (set, rows) -> {
          List<Point> points =
              NotebookPoints.draw(Long.parseLong(rows.get(0)[0]), Integer.parseInt(rows.get(0)[1]));
          assertThat(points).hasSameSizeAs(rows);
          for (String[] row : rows) {
            Point point = points.get(Integer.parseInt(row[2]));
            assertEqual(point, row[3], row[4], row[5], "set " + set + ", point " + row[2]);
          }
        });
  }

  private static void assertEqual(Point point, String x1, String x2, String label, String what) {
    assertThat(point.features()).as(what).hasSize(2);
    assertThat(point.features()[0]).as(what).isCloseTo(Double.parseDouble(x1), TOLERANCE);
    assertThat(point.features()[1]).as(what).isCloseTo(Double.parseDouble(x2), TOLERANCE);
    assertThat(point.label()).as(what).isEqualTo(Label.of(Integer.parseInt(label)));
  }
}
