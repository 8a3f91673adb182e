package io.gyre.fold.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Fields;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class FieldsFormatTest {

  private static final String[] PATHS = {"x", "at", "at.weekday", "at.hour.sin"};
  private static final double[] NUMBERS = {1, Double.NaN, Double.NaN, 0.5};
  private static final String[] TEXTS = {null, null, "Monday", null};

  private final FieldsFormat format = new FieldsFormat();

  private static Fields copy(FieldsFormat writing, FieldsFormat reading, Fields fields) {
    StateWriter out = new StateWriter();
    writing.write(out, fields);
    return reading.read(new StateReader(ByteBuffer.wrap(out.toBytes())));
  }

  @Test
  void shouldKeepWhichFieldsTheRecordHadAndWhichItsTimesTell() {
    for (int read : new int[] {2, 4, 3}) {
      Fields fields = new Fields(PATHS, NUMBERS, TEXTS, read);

      Fields copy = copy(format, new FieldsFormat(), fields);

      assertThat(copy.paths).containsExactly(PATHS);
      assertThat(copy.read).isEqualTo(read);
      assertThat(copy.own).isEqualTo(4);
      assertThat(copy.text(2)).isEqualTo("Monday");
      assertThat(copy.number(3)).isEqualTo(0.5);
      assertThat(copy(format, format, fields).read).isEqualTo(read);
    }
  }
}
