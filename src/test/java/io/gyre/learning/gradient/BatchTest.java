package io.gyre.learning.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.learning.Run;
import io.gyre.learning.SettingsDraft;
import io.gyre.learning.settings.ColumnView;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchTest {

  @ParameterizedTest
  @CsvSource({
    "15, 2, 15",
    "100000, 1024, 100000",
    "15, 1025, 14",
    "15, 7674, 2",
    "15, 20000, 1",
    "100000, 20000, 5120",
    "0, 20000, 0",
  })
  void shouldBeJoinedByFewerPointsWhereTheNewestIsWide(int replay, int active, int expected) {
    assertThat(Batch.replayed(replay, active)).isEqualTo(expected);
  }

  /** The columns of the newest point count, not those of the model. */
  @Test
  void shouldCountTheColumnsOfTheNewestPoint() {
    for (ColumnView view : new ColumnView[] {ColumnView.STANDARDISED, ColumnView.FULL}) {
      SettingsDraft draft = SettingsDraft.logistic();
      draft.view = view;
      draft.clip = 5;
      draft.batch = 1;
      draft.replay = 12;
      draft.memory = 64;
      Run run = draft.run(3_072, 2);
      Random random = new Random(1);
      for (int i = 0; i < 20; i++) {
        run.learn(i % 2, random.doubles(3_072).toArray());
      }
      assertThat(run.gradientLearner().batch.size).as("%s", view).isEqualTo(1 + 4);
      double[] few = new double[3_072];
      Arrays.fill(few, 10, few.length, Double.NaN);
      run.learn(0, few);
      assertThat(run.gradientLearner().batch.size)
          .as("%s", view)
          .isEqualTo(view == ColumnView.FULL ? 1 + 12 : 1 + 4);
    }
  }

  @Test
  void shouldHaveRoomForNumbersThatAreActiveTogetherAndNotForAllThatEverWere() {
    SettingsDraft draft = SettingsDraft.logistic();
    draft.view = ColumnView.FULL;
    draft.clip = 5;
    draft.batch = 2;
    draft.replay = 0;
    Run run = draft.run(100, 2);
    for (int i = 0; i < 100; i++) {
      double[] row = new double[100];
      Arrays.fill(row, Double.NaN);
      row[99 - i] = i;
      run.learn(i % 2, row);
    }

    Batch batch = run.gradientLearner().batch;
    assertThat(Arrays.stream(batch.values).filter(Objects::nonNull)).hasSize(2);
    assertThat(batch.columns).startsWith(0, 1);
    assertThat(batch.x[0][0]).isZero(); // the first point has the second column alone
    assertThat(batch.x[1][1]).isZero();
  }
}
