package io.gyre.data.record;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.gyre.data.InvalidPointException;
import io.gyre.data.PrintableText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The messages of a schema. A record says which one it is in its header, or in front of the
 * message:
 *
 * <pre>
 *  00           the first message: Confluent, in short
 *  04 02 00     a count, then the indexes 1, 0, zig-zag: the first within the second
 *  07 0a 05 …   the length of a Ref, whose only field, 1, is the name in 5 bytes: Apicurio; its
 *               indexes, 02 00, may follow
 * </pre>
 *
 * What reads as a Ref with a message's name is one. Indexes that look so would begin with two or
 * more, of which the first is 5 and the others spell the name: no schema has those by chance. A Ref
 * never looks like the first message, {@code 00}.
 */
final class ProtobufMessages {

  private static final int MOST_INDEXES = 100;
  private static final int NAME_TAG = 1 << 3 | ProtobufInput.LENGTH;

  private final FileDescriptor file;
  private final Map<String, Descriptor> byName = new HashMap<>();
  private final Map<Descriptor, ProtobufPlan> plans = new HashMap<>();
  final ProtobufPlan first;
  private String lastName;
  private ProtobufPlan last; // its message

  ProtobufMessages(FileDescriptor file) {
    this.file = file;
    List<Descriptor> all = within(file.getMessageTypes());
    for (Descriptor message : all) {
      byName.put(message.getFullName(), message);
    }
    String scope = file.getPackage().isEmpty() ? "" : file.getPackage() + '.';
    for (Descriptor message : all) {
      byName.putIfAbsent(message.getFullName().substring(scope.length()), message);
    }
    for (Descriptor message : all) {
      byName.putIfAbsent(message.getName(), message);
    }
    first = plan(file.getMessageTypes().get(0));
  }

  /** Returns messages and those within them, outer ones first; entries of maps are none. */
  private static List<Descriptor> within(List<Descriptor> outer) {
    List<Descriptor> all = new ArrayList<>();
    for (List<Descriptor> level = outer; !level.isEmpty(); level = nested(level)) {
      all.addAll(level);
    }
    return all;
  }

  private static List<Descriptor> nested(List<Descriptor> outer) {
    return outer.stream().flatMap(message -> nested(message).stream()).toList();
  }

  /** The indexes of Confluent do not count the entries of maps, which no person wrote. */
  private static List<Descriptor> nested(Descriptor message) {
    return message.getNestedTypes().stream().filter(m -> !m.getOptions().getMapEntry()).toList();
  }

  /** Plans all messages, to see that each can be read. */
  void planAll() {
    within(file.getMessageTypes()).forEach(this::plan);
  }

  ProtobufPlan plan(Descriptor message) {
    return plans.computeIfAbsent(message, ProtobufPlan::new);
  }

  void forgetPaths() {
    plans.values().forEach(ProtobufPlan::forget);
  }

  /** Returns the message of a full or simple name, or of a path of indexes as {@code 1.0}. */
  ProtobufPlan named(String name) throws InvalidPointException {
    if (!name.equals(lastName)) {
      Descriptor message = byName.get(name);
      if (message == null && name.matches("\\d{1,9}(\\.\\d{1,9}){0," + (MOST_INDEXES - 1) + "}")) {
        List<Descriptor> level = file.getMessageTypes();
        for (String index : name.split("\\.")) {
          message = at(level, Integer.parseInt(index));
          level = nested(message);
        }
      }
      if (message == null) {
        throw unknown("the name " + PrintableText.quoted(name));
      }
      last = plan(message);
      lastName = name;
    }
    return last;
  }

  /**
   * Finds out which message it is that follows, and goes to it: a header may say it, and then
   * Apicurio says it in front of the message as well, unless it is set up not to.
   */
  ProtobufPlan of(String header, ProtobufInput input) throws InvalidPointException {
    if (header == null) {
      return read(input);
    }
    int begin = input.position;
    boolean isPath = !header.isEmpty() && Character.isDigit(header.charAt(0));
    ProtobufPlan named = isPath ? null : ref(input);
    if (named == null) {
      input.position = begin;
      return named(header);
    }
    return named;
  }

  /** Reads a Ref, and the indexes that may follow; null if there is none. */
  private ProtobufPlan ref(ProtobufInput input) throws InvalidPointException {
    String name = refName(input);
    Descriptor named = name == null ? null : byName.get(name);
    if (named == null) {
      return null;
    }
    // No message begins with this byte: a number of its fields would be 0.
    if (input.hasMore() && input.bytes[input.position] == 2) {
      readIndexes(input);
    }
    return plan(named);
  }

  /** Reads which message it is that follows. */
  private ProtobufPlan read(ProtobufInput input) throws InvalidPointException {
    int begin = input.position;
    if (begin < input.end && input.bytes[begin] == 0) {
      input.position++;
      return first;
    }
    ProtobufPlan named = ref(input);
    if (named != null) {
      return named;
    }
    input.position = begin;
    String name = refName(input);
    input.position = begin;
    try {
      return plan(readIndexes(input));
    } catch (InvalidPointException e) {
      throw name == null ? e : unknown("the name " + PrintableText.quoted(name));
    }
  }

  /** Returns the name in a Ref, and goes behind it; null if there is none. */
  private static String refName(ProtobufInput input) {
    try {
      long length = input.varint();
      int begin = input.position;
      if (length < 3 || length > input.end - begin || input.bytes[begin] != NAME_TAG) {
        return null;
      }
      long range = input.value(input.tag());
      return input.position == begin + length
          ? new String(
              input.bytes,
              ProtobufInput.begin(range),
              ProtobufInput.length(range),
              StandardCharsets.UTF_8)
          : null;
    } catch (InvalidPointException e) {
      return null;
    }
  }

  private Descriptor readIndexes(ProtobufInput input) throws InvalidPointException {
    int begin = input.position;
    long count = CodedInputStream.decodeZigZag64(input.varint());
    if (count < 1 || count > MOST_INDEXES) {
      throw new InvalidPointException(
          "value: expected the indexes or the name of its message before it, found the byte 0x%02x"
              .formatted(input.bytes[begin]));
    }
    List<Descriptor> level = file.getMessageTypes();
    Descriptor message = null;
    for (int i = 0; i < count; i++) {
      message = at(level, CodedInputStream.decodeZigZag64(input.varint()));
      level = nested(message);
    }
    return message;
  }

  private Descriptor at(List<Descriptor> level, long index) throws InvalidPointException {
    if (index < 0 || index >= level.size()) {
      throw unknown("the index %d of %d".formatted(index, level.size()));
    }
    return level.get((int) index);
  }

  private InvalidPointException unknown(String found) {
    return new InvalidPointException(
        "value: expected a message of its schema, which has %s, found %s"
            .formatted(
                PrintableText.list(
                    within(file.getMessageTypes()).stream().map(Descriptor::getFullName).toList()),
                found));
  }
}
