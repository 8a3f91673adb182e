package io.gyre.inference;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The datatypes of tensors, as the protocol names them. */
enum Datatype {
  BOOL,
  UINT8(8, false),
  UINT16(16, false),
  UINT32(32, false),
  UINT64(64, false),
  INT8(8, true),
  INT16(16, true),
  INT32(32, true),
  INT64(64, true),
  FP16,
  BF16,
  FP32,
  FP64,
  BYTES;

  private static final Map<String, Datatype> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(Enum::name, each -> each));

  private final int bits; // of an integer, without its sign
  private final boolean signed;

  Datatype() {
    this(0, false);
  }

  Datatype(int bits, boolean signed) {
    this.bits = signed ? bits - 1 : bits;
    this.signed = signed;
  }

  /** Returns the datatype with this name; null if there is none. */
  static Datatype of(String name) {
    return BY_NAME.get(name);
  }

  static String names() {
    return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
  }

  /** Tells whether a value of JSON is one of these. */
  boolean holds(JsonNode value) {
    return switch (this) {
      case BOOL -> value.isBoolean();
      case BYTES -> value.isTextual();
      case FP16, BF16, FP32, FP64 -> value.isNumber() && Double.isFinite(value.doubleValue());
      default -> value.isIntegralNumber() && holds(value.bigIntegerValue());
    };
  }

  private boolean holds(BigInteger value) {
    return value.bitLength() <= bits && (signed || value.signum() >= 0);
  }
}
