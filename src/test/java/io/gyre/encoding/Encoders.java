package io.gyre.encoding;

import io.gyre.data.Fields;
import io.gyre.data.record.RecordSettings;

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
}
