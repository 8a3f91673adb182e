package io.gyre.format;

import com.google.protobuf.Descriptors.Descriptor;
import io.gyre.data.PointJson;
import io.gyre.format.ProtobufPlan.Field;
import io.gyre.format.ProtobufPlan.Kind;
import io.gyre.format.ProtobufPlan.Wrapping;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the fields of a message that are bytes, and so never fields of a point. */
final class ProtobufBytes {

  private static final int MOST_PATHS = 100;
  private static final int MOST_FIELDS = 100_000; // the paths through a few types may be millions

  private final ProtobufMessages messages;
  private final List<String> paths = new ArrayList<>();
  private final Set<Descriptor> open = new HashSet<>(); // a message within itself says nothing new
  private int fields;

  private ProtobufBytes(ProtobufMessages messages) {
    this.messages = messages;
    add(row(messages.first.type), "");
  }

  /** Returns the paths in the first message's row that are bytes; not all of many. */
  static List<String> ignored(Object schema) {
    return List.copyOf(new ProtobufBytes((ProtobufMessages) schema).paths);
  }

  private Descriptor row(Descriptor message) {
    ProtobufPlan plan = plan(message);
    Field row =
        plan.wrapping == Wrapping.NONE
            ? null
            : plan.find(plan.wrapping == Wrapping.CONNECT ? "payload" : "after");
    if (row == null || row.kind != Kind.MESSAGE) {
      return message;
    }
    Descriptor within = row.message;
    return plan.wrapping == Wrapping.CONNECT && plan(within).wrapping == Wrapping.DEBEZIUM
        ? row(within)
        : within;
  }

  private ProtobufPlan plan(Descriptor message) {
    return messages.plan(message);
  }

  private void add(Descriptor message, String before) {
    if (!open.add(message)) {
      return;
    }
    for (Field field : plan(message).fields) {
      if (++fields > MOST_FIELDS) {
        break;
      }
      add(field.kind == Kind.MAP ? plan(field.message).fields[1] : field, before + field.name);
    }
    open.remove(message);
  }

  private void add(Field field, String path) {
    if (field.kind == Kind.BYTES && paths.size() < MOST_PATHS) {
      paths.add(path);
    } else if (field.kind == Kind.MESSAGE && open.size() < PointJson.MAX_DEPTH) {
      add(field.message, path + '.');
    }
  }
}
