package io.gyre.learning.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Fields;
import io.gyre.encoding.AnyRecords;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.Encoders;
import io.gyre.encoding.Row;
import io.gyre.format.RecordSettings;
import io.gyre.learning.Answers;
import io.gyre.learning.Learner;
import io.gyre.learning.SettingsDraft;
import io.gyre.learning.Shared;
import io.gyre.learning.States;
import io.gyre.learning.settings.ColumnView;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is found once of a point for all learners is what each would find by itself, at any time.
 */
class ScaledRowTest {

  private final Encoder encoder = new Encoder(RecordSettings.standard());
  private final Shared shared = new Shared(encoder, new Memory(64, 0, false), null);
  private final AnyRecords records = new AnyRecords(7);
  private final Random random = new Random(3);

  private static SettingsDraft draft(ColumnView view) {
    SettingsDraft draft = SettingsDraft.network(3);
    draft.view = view;
    draft.memory = 64;
    draft.batch = 1;
    draft.clip = 2;
    return draft;
  }

  private Fields next() {
    return AnyRecords.fields(records.next());
  }

  private void learnColumns(Fields point, Learner... learners) {
    if (encoder.learn(point)) {
      shared.memory().widen(encoder.slots());
      Arrays.stream(learners).forEach(Learner::grow);
    }
  }

  /** What a row has that nobody has asked about. */
  private Row copy(Row row) {
    return Row.of(Arrays.copyOf(row.values(), encoder.slots()));
  }

  private static double[] predict(Learner learner, Row row) {
    double[] probabilities = new double[2];
    learner.predict(row, new Answers(), probabilities);
    return probabilities;
  }

  private static void learn(Learner learner, Row row, int label) {
    learner.learn(row, new Answers(), label);
  }

  private void assertPredictsCopiesAlike(Row row, Learner... learners) {
    for (Learner learner : learners) {
      assertThat(predict(learner, row)).isEqualTo(predict(learner, copy(row)));
      assertThat(predict(learner, row)).isEqualTo(predict(learner, copy(row)));
    }
    assertThat(Encoders.ones(encoder, row)).isEqualTo(Encoders.ones(encoder, copy(row)));
  }

  /** In both views of a point, and without one of its fields. */
  @Test
  void shouldNeverBeThatOfAnEarlierMoment() {
    learnColumns(next());
    Learner full = draft(ColumnView.FULL).settings().create(shared, 2);
    Learner standardised = draft(ColumnView.STANDARDISED).settings().create(shared, 2);
    Row row = new Row();
    for (int i = 0; i < 400; i++) {
      Fields point = next();
      encoder.maker().fill(point, row);
      assertPredictsCopiesAlike(row, full, standardised);
      // Columns may appear, and those of a number that has too many values are never set again.
      learnColumns(point, full, standardised);
      encoder.maker().fill(point, row);
      assertPredictsCopiesAlike(row, full, standardised);
      shared.add(row, i % 2);
      assertPredictsCopiesAlike(row, full, standardised);
      learn(full, row, i % 2);
      learn(standardised, row, i % 2);
      assertPredictsCopiesAlike(row, full, standardised);
      encoder.setMissing(row, random.nextInt(encoder.fields()));
      assertPredictsCopiesAlike(row, full, standardised);
    }
  }

  /** A learner that has no room for all columns stands beside one that has. */
  @ParameterizedTest
  @EnumSource(ColumnView.class)
  void shouldLearnTheSameBesideALearnerThatSeesFewerColumns(ColumnView view) {
    Learner narrow = draft(ColumnView.FULL).settings().create(shared, 2);
    Learner wide = draft(view).settings().create(shared, 2);
    Encoder other = new Encoder(RecordSettings.standard());
    Shared alone = new Shared(other, new Memory(64, 0, false), null);
    Learner single = draft(view).settings().create(alone, 2);
    for (int i = 0; i < 200; i++) {
      Fields point = next();
      learnColumns(point, wide);
      if (other.learn(point)) {
        alone.memory().widen(other.slots());
        single.grow();
      }
      Row row = Encoders.row(encoder, point);
      predict(narrow, row);
      assertThat(predict(wide, row)).isEqualTo(predict(single, Encoders.row(other, point)));
      shared.add(row, i % 2);
      alone.add(Encoders.row(other, point), i % 2);
      learn(narrow, row, i % 2);
      learn(wide, row, i % 2);
      learn(single, row, i % 2);
    }
    States.assertSame(wide.state(), single.state());
  }

  /** A batch of one is gathered from the row that is learned, a batch cut short from the memory. */
  @ParameterizedTest
  @EnumSource(ColumnView.class)
  void shouldMakeTheSameStepFromTheRowAsFromTheMemory(ColumnView view) {
    SettingsDraft longer = draft(view);
    longer.batch = 2;
    Learner one = draft(view).settings().create(shared, 2);
    Learner flushed = longer.settings().create(shared, 2);
    for (int i = 0; i < 300; i++) {
      Fields point = next();
      learnColumns(point, one, flushed);
      Row row = Encoders.row(encoder, point);
      shared.add(row, i % 2);
      learn(one, row, i % 2);
      learn(flushed, row, i % 2);
      flushed.flush();
      States.assertSame(List.of(one.state().get(1)), List.of(flushed.state().get(1)));
    }
    assertThat(one.step()).isEqualTo(300);
  }
}
