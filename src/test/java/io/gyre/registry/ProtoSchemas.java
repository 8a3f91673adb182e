package io.gyre.registry;

import io.gyre.data.InvalidPointException;
import io.gyre.format.Schema;
import io.gyre.format.ValueFormat;
import java.util.List;

/** Schemas of Protobuf from their texts, as a registry's client makes them. */
public final class ProtoSchemas {

  private ProtoSchemas() {}

  public static Schema of(String file) {
    return ValueFormat.PROTOBUF.schema(descriptor("shop.proto", file), List.of());
  }

  /** Returns the descriptor of a file in base 64. */
  public static String descriptor(String name, String file) {
    try {
      return ProtoText.descriptor(name, file);
    } catch (InvalidPointException e) {
      throw new IllegalArgumentException(file, e);
    }
  }
}
