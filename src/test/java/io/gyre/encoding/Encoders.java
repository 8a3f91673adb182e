package io.gyre.encoding;

import io.gyre.data.Fields;
import io.gyre.format.RecordSettings;
import java.util.Arrays;

/** Encoders for tests. */
public final class Encoders {

  private Encoders() {}

  /** Makes an encoder that knows the fields of the plain form. */
  public static Encoder ofFeatures(int count) {
    Encoder encoder = new Encoder(RecordSettings.standard());
    Fields plain = Fields.ofFeatures(new double[count]);
    for (int i = 0; i < count; i++) {
      encoder.addNumber(encoder.addField(plain.path(i), false));
    }
    return encoder;
  }

  /** The row of a point. */
  public static Row row(Encoder encoder, Fields point) {
    Row row = new Row();
    encoder.maker().fill(point, row);
    return row;
  }

  /** The columns of a row that are 1. */
  public static int[] ones(Encoder encoder, Row row) {
    int found = encoder.ones(row);
    return Arrays.copyOf(row.ones(), found);
  }

  /** The columns of the words of a row. */
  public static int[] words(Encoder encoder, Row row) {
    int found = encoder.texts().words(row);
    return Arrays.copyOf(row.words(), found);
  }
}
