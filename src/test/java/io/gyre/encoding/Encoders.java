package io.gyre.encoding;

import io.gyre.data.Fields;
import java.util.Set;

/** Encoders for tests. */
public final class Encoders {

  private Encoders() {}

  /** Makes an encoder that knows the fields of the plain form. */
  public static Encoder ofFeatures(int count) {
    Encoder encoder = new Encoder(Set.of());
    Fields plain = Fields.ofFeatures(new double[count]);
    for (int i = 0; i < count; i++) {
      encoder.addNumber(encoder.addField(plain.path(i)));
    }
    return encoder;
  }
}
