package io.gyre.format;

import com.google.protobuf.AnyProto;
import com.google.protobuf.ApiProto;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.JavaFeaturesProto;
import com.google.protobuf.SourceContextProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.TypeProto;
import com.google.protobuf.WrappersProto;
import io.gyre.data.InvalidPointException;
import io.gyre.data.PointJson;
import io.gyre.format.ValueFormat.Reference;
import io.gyre.words.PrintableText;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Joins a schema of Protobuf and the files that it imports into one text, and reads that again.
 *
 * <p>The text has no trace of where the schema was stored: no comments, no name of the file. An
 * import that nobody gives, as {@code confluent/meta.proto}, is left out; then its types must not
 * be used, but its options may.
 */
final class ProtobufFiles {

  /** The files that Protobuf itself has, and no registry needs to. */
  private static final Map<String, FileDescriptor> OWN =
      Stream.of(
              AnyProto.getDescriptor(),
              ApiProto.getDescriptor(),
              DescriptorProtos.getDescriptor(),
              DurationProto.getDescriptor(),
              EmptyProto.getDescriptor(),
              FieldMaskProto.getDescriptor(),
              JavaFeaturesProto.getDescriptor(),
              SourceContextProto.getDescriptor(),
              StructProto.getDescriptor(),
              TimestampProto.getDescriptor(),
              TypeProto.getDescriptor(),
              WrappersProto.getDescriptor())
          .collect(Collectors.toMap(FileDescriptor::getName, Function.identity()));

  /** Types that Confluent's registry has without being given them, of one message each. */
  private static final Map<String, FileDescriptorProto> COMMON =
      Stream.of(
              common("confluent.type.Decimal", "bytes value", "uint32 precision", "int32 scale"),
              common("google.type.Date", "int32 year", "int32 month", "int32 day"),
              common(
                  "google.type.TimeOfDay",
                  "int32 hours",
                  "int32 minutes",
                  "int32 seconds",
                  "int32 nanos"))
          .collect(Collectors.toMap(FileDescriptorProto::getName, Function.identity()));

  static final Descriptor DATE = common("google/type/date.proto");
  static final Descriptor DECIMAL = common("confluent/type/decimal.proto");

  private ProtobufFiles() {}

  private static Descriptor common(String name) {
    try {
      return FileDescriptor.buildFrom(COMMON.get(name), new FileDescriptor[0])
          .getMessageTypes()
          .get(0);
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FileDescriptorProto common(String message, String... fields) {
    int dot = message.lastIndexOf('.');
    DescriptorProto.Builder type = DescriptorProto.newBuilder().setName(message.substring(dot + 1));
    for (int i = 0; i < fields.length; i++) {
      String[] words = fields[i].split(" ");
      type.addField(
          FieldDescriptorProto.newBuilder()
              .setName(words[1])
              .setNumber(i + 1)
              .setLabel(Label.LABEL_OPTIONAL)
              .setType(Type.valueOf("TYPE_" + words[0].toUpperCase(Locale.ROOT))));
    }
    return FileDescriptorProto.newBuilder()
        .setName(message.toLowerCase(Locale.ROOT).replace('.', '/') + ".proto")
        .setPackage(message.substring(0, dot))
        .setSyntax("proto3")
        .addMessageType(type)
        .build();
  }

  /**
   * Returns a FileDescriptorSet in base 64: the files that are needed, each behind those that it
   * imports, so that the schema's own is the last.
   */
  static String join(String text, List<Reference> references) throws InvalidPointException {
    try {
      Map<String, FileDescriptorProto> given = new HashMap<>(COMMON);
      for (Reference reference : references) {
        given.put(reference.name(), file(reference.text()));
      }
      String name = "main.proto";
      while (given.containsKey(name)) {
        name = "_" + name;
      }
      given.put(name, file(text));
      Map<String, FileDescriptorProto> joined = new LinkedHashMap<>();
      join(name, given, joined, new ArrayList<>());
      return Base64.getEncoder()
          .encodeToString(
              FileDescriptorSet.newBuilder().addAllFile(joined.values()).build().toByteArray());
    } catch (InvalidProtocolBufferException | RuntimeException e) {
      // A bug of the library must deny only the schema, not stop the stream.
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  static InvalidPointException refused(String found) {
    return new InvalidPointException(
        "expected a schema of Protobuf, found: " + PrintableText.sentence(found));
  }

  private static FileDescriptorProto file(String text) throws InvalidProtocolBufferException {
    return FileDescriptorProto.parseFrom(Base64.getDecoder().decode(text.strip()));
  }

  /** Adds a file behind its imports. */
  private static void join(
      String name,
      Map<String, FileDescriptorProto> given,
      Map<String, FileDescriptorProto> joined,
      List<String> open)
      throws InvalidPointException {
    if (joined.containsKey(name)) {
      return;
    }
    if (open.contains(name)) {
      throw refused("files that import each other, " + name);
    }
    if (open.size() == PointJson.MAX_DEPTH) {
      throw refused("more than %d files that import each the next".formatted(open.size()));
    }
    open.add(name);
    FileDescriptorProto file = given.get(name);
    FileDescriptorProto.Builder builder =
        file.toBuilder()
            .setName(name)
            .clearSourceCodeInfo()
            .clearDependency()
            .clearPublicDependency()
            .clearWeakDependency()
            .clearOptionDependency();
    for (int i = 0; i < file.getDependencyCount(); i++) {
      String imported = file.getDependency(i);
      if (!OWN.containsKey(imported)) {
        if (!given.containsKey(imported)) {
          continue;
        }
        join(imported, given, joined, open);
      }
      if (file.getPublicDependencyList().contains(i)) {
        builder.addPublicDependency(builder.getDependencyCount());
      }
      builder.addDependency(imported);
    }
    open.remove(name);
    joined.put(name, builder.build());
  }

  /** Returns the schema's own file, from what {@link #join} returned. */
  static FileDescriptor parse(String joined) throws InvalidPointException {
    try {
      return build(FileDescriptorSet.parseFrom(Base64.getDecoder().decode(joined)));
    } catch (DescriptorValidationException e) {
      throw refused(e.getDescription() + " (" + e.getProblemSymbolName() + ")");
    } catch (InvalidProtocolBufferException | RuntimeException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  private static FileDescriptor build(FileDescriptorSet files)
      throws DescriptorValidationException {
    Map<String, FileDescriptor> built = new HashMap<>(OWN);
    FileDescriptor last = null;
    for (FileDescriptorProto file : files.getFileList()) {
      FileDescriptor[] imported =
          file.getDependencyList().stream().map(built::get).toArray(FileDescriptor[]::new);
      last = FileDescriptor.buildFrom(file, imported);
      built.put(file.getName(), last);
    }
    return last;
  }
}
