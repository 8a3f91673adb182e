package io.gyre.data.record;

import com.google.protobuf.Descriptors.Descriptor;
import io.gyre.data.PointJson;
import io.gyre.data.record.ProtobufPlan.Field;
import io.gyre.data.record.ProtobufPlan.Kind;
import io.gyre.data.record.ProtobufPlan.Wrapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the fields of a message that are bytes, and so never fields of a point. */
final class ProtobufBytes {

  private static final int MOST_PATHS = 100;
  private static final int MOST_FIELDS = 100_000; // the paths through a few types may be millions

  private final Map<Descriptor, ProtobufPlan> plans = new HashMap<>();
  private final List<String> paths = new ArrayList<>();
  private final Set<Descriptor> open = new HashSet<>(); // a message within itself says nothing new
  private int fields;

  ProtobufBytes(Descriptor message) {
    add(row(message), "");
  }

  List<String> paths() {
    return List.copyOf(paths);
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
    return plans.computeIfAbsent(message, ProtobufPlan::new);
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
