package io.gyre.data.record;

import io.gyre.data.InvalidPointException;
import io.gyre.data.record.ProtobufPlan.Field;
import io.gyre.data.record.ProtobufPlan.Kind;
import io.gyre.data.record.ProtobufPlan.Wrapping;

/**
 * Finds the row in a message that may wrap it, as {@link JsonEnvelope} describes. The names in its
 * type tell whether it may; what is not in the record is as a null in JSON.
 */
final class ProtobufRow {

  private ProtobufRow() {}

  /** Goes to the row; returns its plan, or null if a row was deleted. */
  static ProtobufPlan enter(ProtobufInput input, ProtobufMessages messages, ProtobufPlan plan)
      throws InvalidPointException {
    if (plan.wrapping == Wrapping.NONE) {
      return plan;
    }
    if (plan.wrapping == Wrapping.DEBEZIUM) {
      return enterChange(input, messages, plan);
    }
    if (only(input, plan, "payload") < 0) {
      return null;
    }
    ProtobufPlan payload = enter(input, messages, plan, "payload");
    return payload.wrapping == Wrapping.DEBEZIUM ? enterChange(input, messages, payload) : payload;
  }

  private static ProtobufPlan enterChange(
      ProtobufInput input, ProtobufMessages messages, ProtobufPlan plan)
      throws InvalidPointException {
    long op = only(input, plan, "op");
    JsonEnvelope envelope =
        ProtobufInput.length(op) != 1 || op < 0
            ? JsonEnvelope.NONE
            : JsonEnvelope.ofOperation(String.valueOf((char) input.bytes[ProtobufInput.begin(op)]));
    return switch (envelope) {
      case NONE -> plan;
      case DELETION -> null;
      default -> enter(input, messages, plan, "after");
    };
  }

  private static ProtobufPlan enter(
      ProtobufInput input, ProtobufMessages messages, ProtobufPlan plan, String name)
      throws InvalidPointException {
    long row = only(input, plan, name);
    if (row < 0) {
      throw new InvalidPointException(name + ": expected a message, found no such field");
    }
    Field field = plan.fields[plan.find(name)];
    if (field.repeated || field.kind != Kind.MESSAGE) {
      throw new InvalidPointException(name + ": expected a message, found another type");
    }
    input.enter(row);
    return messages.plan(field.message);
  }

  /** Returns the only value of a field, −1 without one; the position stays where it is. */
  private static long only(ProtobufInput input, ProtobufPlan plan, String name)
      throws InvalidPointException {
    int begin = input.position;
    int i = plan.find(name);
    long found = -1;
    while (input.hasMore()) {
      int tag = input.tag();
      long value = input.value(tag);
      if (i >= 0 && tag >>> 3 == plan.fields[i].number) {
        plan.fields[i].requireWire(name, tag);
        if (found >= 0) {
          throw new InvalidPointException(name + ": expected once, found a second time");
        }
        found = Math.max(value, 0); // A negative number is there, too.
      }
    }
    input.position = begin;
    return found;
  }
}
