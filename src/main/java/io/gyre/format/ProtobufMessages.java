package io.gyre.format;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.WireFormat;
import io.gyre.data.InvalidPointException;
import io.gyre.words.PrintableText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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
 * never looks like the first message, {@code 00}. Thread-safe.
 */
final class ProtobufMessages {

  private static final int MOST_INDEXES = 100;
  private static final int NAME_TAG = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private final FileDescriptor file;
  private final Map<String, Descriptor> byName = new HashMap<>();
  private final Map<Descriptor, ProtobufPlan> plans = new ConcurrentHashMap<>();
  final ProtobufPlan first;
  private volatile Named last = new Named(null, null); // most likely the next record's, too

  /** A message that was asked for. */
  private record Named(String name, ProtobufPlan plan) {}

  /** Reads the text of a schema; each of its messages can be read then. */
  static ProtobufMessages parse(String text) throws InvalidPointException {
    FileDescriptor file = ProtobufFiles.parse(text);
    if (file.getMessageTypes().isEmpty()) {
      throw ProtobufFiles.refused("a file without messages");
    }
    try {
      return new ProtobufMessages(file);
    } catch (RuntimeException e) {
      // A bug of the library must deny only the schema, not stop the stream.
      throw ProtobufFiles.refused(String.valueOf(e.getMessage()));
    }
  }

  private ProtobufMessages(FileDescriptor file) {
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
    all.forEach(this::plan);
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

  ProtobufPlan plan(Descriptor message) {
    return plans.computeIfAbsent(message, ProtobufPlan::new);
  }

  /** Returns the message of a full or simple name, or of a path of indexes as {@code 1.0}. */
  ProtobufPlan named(String name) throws InvalidPointException {
    Named known = last;
    if (!name.equals(known.name)) {
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
      known = new Named(name, plan(message));
      last = known;
    }
    return known.plan;
  }

  /** A message in the bytes of a record. */
  record Place(ProtobufPlan plan, int begin) {}

  /**
   * Finds out which message it is that a value has from a place on: a header may say it, and then
   * Apicurio says it in front of the message as well, unless it is set up not to.
   */
  Place of(String header, byte[] value, int begin) throws IOException, InvalidPointException {
    boolean isPath = header != null && !header.isEmpty() && Character.isDigit(header.charAt(0));
    if (header == null && begin < value.length && value[begin] == 0) {
      return new Place(first, begin + 1);
    }
    Ref ref = isPath ? Ref.NONE : Ref.of(value, begin);
    Descriptor named = byName.get(ref.name);
    if (named != null) {
      // No message begins with this byte: a number of its fields would be 0.
      boolean hasIndexes = ref.end < value.length && value[ref.end] == 2;
      return new Place(plan(named), hasIndexes ? indexed(value, ref.end).begin : ref.end);
    }
    if (header != null) {
      return new Place(named(header), begin);
    }
    try {
      return indexed(value, begin);
    } catch (InvalidPointException e) {
      throw ref == Ref.NONE ? e : unknown("the name " + PrintableText.quoted(ref.name));
    }
  }

  /** The name of a message in front of it, and where that ends. */
  private record Ref(String name, int end) {

    private static final Ref NONE = new Ref(null, 0);

    static Ref of(byte[] value, int begin) {
      try {
        CodedInputStream in = CodedInputStream.newInstance(value, begin, value.length - begin);
        int length = in.readRawVarint32();
        int rest = value.length - begin - in.getTotalBytesRead();
        // Looked at before it is read, since an exception costs more than a record.
        if (length < 1 || length > rest || in.readRawByte() != NAME_TAG) {
          return NONE;
        }
        in.pushLimit(length - 1);
        Ref ref = new Ref(in.readString(), begin + in.getTotalBytesRead());
        return in.isAtEnd() ? ref : NONE;
      } catch (IOException e) {
        return NONE;
      }
    }
  }

  /** Reads the indexes of a message, and returns where it begins. */
  private Place indexed(byte[] value, int begin) throws IOException, InvalidPointException {
    CodedInputStream in = CodedInputStream.newInstance(value, begin, value.length - begin);
    int count = in.readSInt32();
    if (count < 1 || count > MOST_INDEXES) {
      throw new InvalidPointException(
          "value: expected the indexes or the name of its message before it, found the byte 0x%02x"
              .formatted(value[begin]));
    }
    List<Descriptor> level = file.getMessageTypes();
    Descriptor message = null;
    for (int i = 0; i < count; i++) {
      message = at(level, in.readSInt32());
      level = nested(message);
    }
    return new Place(plan(message), begin + in.getTotalBytesRead());
  }

  private Descriptor at(List<Descriptor> level, int index) throws InvalidPointException {
    if (index < 0 || index >= level.size()) {
      throw unknown("the index %d of %d".formatted(index, level.size()));
    }
    return level.get(index);
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
