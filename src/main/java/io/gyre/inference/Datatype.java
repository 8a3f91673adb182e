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

  private final BigInteger least; // null unless it has integers
  private final BigInteger end;

  Datatype() {
    least = null;
    end = null;
  }

  Datatype(int bits, boolean signed) {
    BigInteger all = BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits);
    least = signed ? all.negate() : BigInteger.ZERO;
    end = all;
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
      default ->
          value.isIntegralNumber()
              && value.bigIntegerValue().compareTo(least) >= 0
              && value.bigIntegerValue().compareTo(end) < 0;
    };
  }
}
