package io.gyre.registry;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.squareup.wire.Syntax;
import com.squareup.wire.schema.Field;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.internal.parser.EnumConstantElement;
import com.squareup.wire.schema.internal.parser.EnumElement;
import com.squareup.wire.schema.internal.parser.FieldElement;
import com.squareup.wire.schema.internal.parser.GroupElement;
import com.squareup.wire.schema.internal.parser.MessageElement;
import com.squareup.wire.schema.internal.parser.OneOfElement;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import com.squareup.wire.schema.internal.parser.TypeElement;
import io.gyre.data.InvalidPointException;
import io.gyre.words.PrintableText;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Reads a file of Protobuf, as registries keep it, into its descriptor: all that decides how bytes
 * are read and fields are named. Options, services and extensions are left out.
 *
 * <p>Wire parses it, which knows no editions. Wire's own encoder is not used: it needs all imports,
 * refuses groups and custom options that it does not know, and takes four times as long at first.
 * Names of types stay as they are: protobuf-java finds them.
 */
final class ProtoText {

  private static final String SCALAR = "double|float|bool|string|bytes|([us]?int|s?fixed)(32|64)";

  /** Wire takes a time that is the square of these. */
  private static final int MAX_LENGTH = 1 << 18;

  private static final int MAX_DEFINITIONS = 10_000;

  private ProtoText() {}

  /**
   * Returns a FileDescriptorProto in base 64.
   *
   * @param name of the file, under which others import it
   * @param text of a .proto file; some clients register the descriptor in base 64 itself
   */
  static String descriptor(String name, String text) throws InvalidPointException {
    FileDescriptorProto.Builder file = encoded(text);
    try {
      if (file == null) {
        if (text.length() > MAX_LENGTH
            || text.split("message|enum|service", -1).length > MAX_DEFINITIONS) {
          throw new IllegalArgumentException("more than 256 Ki characters or 10000 definitions");
        }
        file = file(ProtoParser.Companion.parse(Location.get(name), text));
      }
      return Base64.getEncoder().encodeToString(file.setName(name).build().toByteArray());
    } catch (StackOverflowError e) {
      throw new InvalidPointException("expected a file of Protobuf, found one nested too deeply");
    } catch (RuntimeException e) {
      // Wire tells of errors in the text by IllegalStateException and others.
      throw new InvalidPointException(
          "expected a file of Protobuf, found: "
              + PrintableText.sentence(String.valueOf(e.getMessage())));
    }
  }

  private static FileDescriptorProto.Builder encoded(String text) {
    try {
      return FileDescriptorProto.newBuilder().mergeFrom(Base64.getDecoder().decode(text.strip()));
    } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
      return null;
    }
  }

  private static FileDescriptorProto.Builder file(ProtoFileElement element) {
    FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder();
    boolean proto3 = element.getSyntax() == Syntax.PROTO_3;
    file.setSyntax(proto3 ? "proto3" : "proto2");
    file.setPackage(Objects.requireNonNullElse(element.getPackageName(), ""));
    for (String path : element.getPublicImports()) {
      file.addPublicDependency(file.getDependencyCount()).addDependency(path);
    }
    file.addAllDependency(element.getImports()).addAllDependency(element.getWeakImports());
    DescriptorProto.Builder types = DescriptorProto.newBuilder();
    addTypes(types, element.getTypes(), proto3);
    return file.addAllMessageType(types.getNestedTypeList())
        .addAllEnumType(types.getEnumTypeList());
  }

  private static void addTypes(
      DescriptorProto.Builder message, List<TypeElement> types, boolean proto3) {
    for (TypeElement type : types) {
      if (type instanceof MessageElement nested) {
        addMessage(message.addNestedTypeBuilder(), nested, proto3);
      } else if (type instanceof EnumElement element) {
        EnumDescriptorProto.Builder values = message.addEnumTypeBuilder().setName(type.getName());
        for (EnumConstantElement value : element.getConstants()) {
          values.addValueBuilder().setName(value.getName()).setNumber(value.getTag());
        }
      }
    }
  }

  private static void addMessage(
      DescriptorProto.Builder message, MessageElement element, boolean proto3) {
    message.setName(element.getName());
    addTypes(message, element.getNestedTypes(), proto3);
    for (OneOfElement oneof : element.getOneOfs()) {
      int index = message.getOneofDeclCount();
      message.addOneofDeclBuilder().setName(oneof.getName());
      oneof.getFields().forEach(each -> add(message, each).setOneofIndex(index));
      oneof.getGroups().forEach(each -> add(message, each).setOneofIndex(index));
    }
    element.getGroups().forEach(each -> add(message, each));
    for (FieldElement each : element.getFields()) {
      FieldDescriptorProto.Builder field = add(message, each);
      if (proto3 && each.getLabel() == Field.Label.OPTIONAL) {
        // It is alone in a oneof; these come last.
        field.setProto3Optional(true).setOneofIndex(message.getOneofDeclCount());
        message.addOneofDeclBuilder().setName("_" + each.getName());
      }
    }
  }

  private static FieldDescriptorProto.Builder add(
      DescriptorProto.Builder message, FieldElement element) {
    String type = element.getType();
    if (type.startsWith("map<")) {
      // A map is a list of messages with a key and a value.
      String[] types = type.substring(4, type.length() - 1).split(",");
      String name = element.getName() + "Entry";
      DescriptorProto.Builder entry = message.addNestedTypeBuilder().setName(name);
      entry.getOptionsBuilder().setMapEntry(true);
      add(entry, null, types[0].strip(), "key", 1);
      add(entry, null, types[1].strip(), "value", 2);
      return add(message, Field.Label.REPEATED, name, element.getName(), element.getTag());
    }
    FieldDescriptorProto.Builder field =
        add(message, element.getLabel(), type, element.getName(), element.getTag());
    return element.getDefaultValue() == null || type.equals("bytes")
        ? field
        : field.setDefaultValue(element.getDefaultValue());
  }

  private static FieldDescriptorProto.Builder add(
      DescriptorProto.Builder message, GroupElement element) {
    String name = element.getName();
    DescriptorProto.Builder type = message.addNestedTypeBuilder().setName(name);
    element.getFields().forEach(each -> add(type, each));
    String field = name.toLowerCase(Locale.ROOT);
    return add(message, element.getLabel(), name, field, element.getTag()).setType(Type.TYPE_GROUP);
  }

  private static FieldDescriptorProto.Builder add(
      DescriptorProto.Builder message, Field.Label label, String type, String name, int number) {
    FieldDescriptorProto.Builder field = message.addFieldBuilder().setName(name).setNumber(number);
    field.setLabel(label == null ? Label.LABEL_OPTIONAL : Label.valueOf("LABEL_" + label));
    return type.matches(SCALAR)
        ? field.setType(Type.valueOf("TYPE_" + type.toUpperCase(Locale.ROOT)))
        : field.setTypeName(type);
  }
}
