package io.gyre.format;

import static io.gyre.format.ProtobufSamples.file;
import static io.gyre.format.ProtobufSamples.list;
import static io.gyre.format.ProtobufSamples.message;
import static io.gyre.format.ProtobufSamples.of;
import static io.gyre.format.ProtobufSamples.scalar;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.sun.management.ThreadMXBean;
import io.gyre.data.InvalidPointException;
import io.gyre.format.RecordReader.Accepts;
import io.gyre.format.ValueFormat.Reference;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What hostile schemas and hostile records of them cost: little memory, little stack, and a reason.
 * Neither the heap nor the stack of the process may decide which record is refused.
 */
class HostileRecordsTest {

  private static final long MOST_BYTES = 64 << 20;
  private static final long STACK = 384 << 10; // a third of what threads have
  private static final int SCHEMAS = 1_000;
  private static final int RECORDS = 10; // of each schema

  private static final RecordSettings ALL = RecordSettings.json("label", "id", null);
  private static final RecordSettings IGNORING = ALL.withIgnored(List.of("x"));

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** A schema and a record behind its frame. */
  private record Bomb(ValueFormat format, String name, Supplier<Schema> schema, byte[] body) {

    @Override
    public String toString() {
      return format + ": " + name;
    }

    String read(RecordSettings settings) {
      Schema known = schema.get();
      byte[] frame =
          format == ValueFormat.AVRO ? new byte[] {0, 0, 0, 0, 1} : ProtobufSamples.FRAME;
      try {
        return "read "
            + RecordReader.of(settings.withFormat(format), Accepts.POINTS, id -> known)
                .read(ProtobufSamples.framed(frame, body));
      } catch (InvalidPointException e) {
        return "refused: " + e.getMessage();
      }
    }
  }

  /** Returns what it says, unless it allocates too much. */
  private static String bounded(Supplier<String> run) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    String said = run.get();
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    return bytes > MOST_BYTES ? "allocated " + bytes + ": " + said : said;
  }

  /** Runs it with little stack; returns what it says. */
  private static String withLittleStack(Supplier<String> run) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    Thread thread = new Thread(null, () -> answer.complete(run.get()), "hostile", STACK);
    thread.setUncaughtExceptionHandler((of, fault) -> answer.completeExceptionally(fault));
    thread.start();
    return answer.join();
  }

  private static Bomb avro(String name, String type, int... body) {
    byte[] bytes = new byte[body.length];
    IntStream.range(0, body.length).forEach(i -> bytes[i] = (byte) body[i]);
    return avro(name, type, bytes);
  }

  private static Bomb avro(String name, String type, byte[] body) {
    String text =
        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"x\",\"type\":" + type + "}]}";
    return new Bomb(ValueFormat.AVRO, name, () -> ValueFormat.AVRO.schema(text, List.of()), body);
  }

  private static String array(String items) {
    return "{\"type\":\"array\",\"items\":" + items + "}";
  }

  private static String record(String name, String... fields) {
    return Stream.of(fields)
        .collect(
            Collectors.joining(
                ",", "{\"type\":\"record\",\"name\":\"" + name + "\",\"fields\":[", "]}"));
  }

  private static String field(String name, String type) {
    return "{\"name\":\"" + name + "\",\"type\":" + type + "}";
  }

  /** A type that has 2^levels values, and no byte. */
  private static String doubled(int levels) {
    String type = record("T0", field("x", "\"null\""));
    for (int i = 1; i <= levels; i++) {
      type = record("T" + i, field("a", type), field("b", "\"T" + (i - 1) + '"'));
    }
    return type;
  }

  private static final int[] MANY = {0xfe, 0xff, 0xff, 0xff, 0x0f, 0}; // 2^31 − 1 items
  private static final int[] MORE = {0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0};

  private static Stream<Bomb> avros() {
    String empty = record("E");
    String wide = "\\u4e00".repeat(240);
    String longPath = array("\"null\"");
    for (int i = 0; i < 4; i++) {
      longPath = record("L" + i, field(wide, longPath));
    }
    String dates = longPath.replace("\"null\"", "{\"type\":\"int\",\"logicalType\":\"date\"}");
    byte[] zeros = new byte[1 << 20];
    zeros[0] = (byte) 0xe0;
    zeros[1] = (byte) 0x88;
    zeros[2] = 0x6; // so that 50,000 items follow
    String self = record("S", field("s", "[\"null\",\"S\"]"), field("a", array("\"S\"")));
    byte[] twos = new byte[1 << 20];
    Arrays.fill(twos, (byte) 2);
    return Stream.of(
        avro("doubled types", doubled(24)),
        avro("doubled types, again and again", doubled(60)),
        avro("nulls", array("\"null\""), MANY),
        avro("more nulls", array("\"null\""), MORE),
        avro("empty records", array(empty), MANY),
        avro("empty fixed", array("{\"type\":\"fixed\",\"name\":\"F\",\"size\":0}"), MANY),
        avro("arrays of nulls", array(array("\"null\"")), zeros),
        avro("long paths", longPath, MANY),
        avro("long paths of records", longPath.replace("\"null\"", empty), MANY),
        avro("long paths of times", dates, zeros),
        avro("a map", "{\"type\":\"map\",\"values\":\"null\"}", zeros),
        avro("a long text", "\"string\"", MANY),
        avro("a longer text", "\"string\"", MORE),
        avro("long bytes", "\"bytes\"", MANY),
        avro("a text of a negative length", "\"string\"", 1),
        avro("a large fixed", "{\"type\":\"fixed\",\"name\":\"F\",\"size\":2147483647}", 0),
        avro(
            "a large decimal",
            "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":2147483647}",
            zeros),
        avro("blocks of a negative length", array("\"int\""), 3, 1, 2, 2, 0),
        avro("records within each other", self, twos));
  }

  static byte[] wire(int number, byte[] value, int times) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      for (int i = 0; i < times; i++) {
        out.writeByteArray(number, value);
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static Bomb protobuf(String name, byte[] body) {
    FileDescriptorProto.Builder file =
        file("shop")
            .addDependency("confluent/type/decimal.proto")
            .addMessageType(
                message("Order")
                    .addField(list(of("x", 1, ".shop.Order")))
                    .addField(scalar("s", 2, Type.TYPE_STRING))
                    .addField(list(scalar("n", 3, Type.TYPE_INT32)))
                    .addField(list(of("w", 4, ".shop.Wide")))
                    .addField(of("d", 5, ".confluent.type.Decimal"))
                    .addField(list(of("m", 6, ".shop.Order.MEntry")))
                    .addNestedType(
                        ProtobufSamples.mapEntry(
                            "MEntry",
                            scalar("key", 1, Type.TYPE_STRING),
                            of("value", 2, ".shop.Order"))));
    DescriptorProto.Builder wide = message("Wide");
    for (int i = 1; i <= 2_000; i++) {
      wide.addField(scalar("f" + i, i, Type.TYPE_INT32).setProto3Optional(false));
    }
    Schema schema = ProtobufSamples.schema(file.addMessageType(wide).build());
    return new Bomb(ValueFormat.PROTOBUF, name, () -> schema, body);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    IntStream.range(0, values.length).forEach(i -> bytes[i] = (byte) values[i]);
    return bytes;
  }

  private static Stream<Bomb> protobufs() {
    byte[] nothing = {};
    byte[] groups = new byte[1 << 20];
    Arrays.fill(groups, (byte) 0x7b);
    byte[] nested = nothing;
    for (int i = 0; i < 5_000; i++) {
      nested = wire(1, nested, 1);
    }
    return Stream.of(
        protobuf("empty children", wire(1, nothing, 1 << 19)),
        protobuf("unknown children", wire(9, nothing, 1 << 19)),
        protobuf("wide children", wire(4, nothing, 1 << 19)),
        protobuf("entries", wire(6, nothing, 1 << 19)),
        protobuf("a packed list", wire(3, new byte[1 << 20], 1)),
        protobuf("texts that replace each other", wire(2, new byte[1 << 10], 1 << 10)),
        protobuf("messages within each other", nested),
        protobuf("groups within each other", groups),
        protobuf("a long text", bytes(0x12, 0xff, 0xff, 0xff, 0xff, 0x07)),
        protobuf("a text of a negative length", bytes(0x12, 0xff, 0xff, 0xff, 0xff, 0x0f)),
        protobuf("a field of the number 0", bytes(0x02, 0x00)),
        protobuf("the end of a group", bytes(0x0c)),
        protobuf("a large scale", bytes(0x2a, 9, 0x0a, 1, 1, 0x18, 0x80, 0x80, 0x80, 0x80, 8)));
  }

  private static Stream<Bomb> bombs() {
    return Stream.concat(avros(), protobufs());
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void shouldCostLittle(Bomb bomb) {
    for (RecordSettings settings : List.of(ALL, IGNORING, ALL.withKeys(List.of("d", "x")))) {
      assertThat(withLittleStack(() -> bounded(() -> bomb.read(settings)))).startsWith("re");
    }
  }

  /** A schema as a registry gives it. */
  private record Given(ValueFormat format, String name, String text, List<Reference> references) {

    @Override
    public String toString() {
      return format + ": " + name;
    }
  }

  private static Given given(String name, String text) {
    return new Given(ValueFormat.AVRO, name, text, List.of());
  }

  private static Stream<Given> givens() {
    int large = 300_000; // about the most that is looked at
    List<Reference> types = new ArrayList<>();
    List<Reference> imports = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      String within = i == 0 ? "\"int\"" : "\"T" + (i - 1) + '"';
      types.add(new Reference("T" + i, record("T" + i, field("x", within))));
      FileDescriptorProto next = file("f" + i).addDependency("f" + (i + 1) + ".proto").build();
      imports.add(new Reference(next.getName(), ProtobufSamples.base64(next)));
    }
    FileDescriptorProto first = file("main").addDependency("f0.proto").build();
    DescriptorProto nested = message("M").build();
    for (int i = 0; i < 90; i++) {
      nested = message("M").addNestedType(nested).build();
    }
    String arrays = "{\"type\":\"array\",\"items\":";
    return Stream.of(
        given("arrays", arrays.repeat(10_000) + "\"int\"" + "}".repeat(10_000)),
        given("some arrays", arrays.repeat(390) + "\"int\"" + "}".repeat(390)),
        new Given(ValueFormat.AVRO, "types by reference", "\"T2999\"", types),
        given(
            "types that come later",
            IntStream.range(0, 490)
                .mapToObj(i -> record("T" + i, field("x", "\"T" + (i + 1) + '"')))
                .collect(Collectors.joining(",", "[", "," + record("T490") + "]"))),
        given("objects", "[" + "{},".repeat(large / 3) + "{}]"),
        given("an open array", "[".repeat(large)),
        given("a union", "[" + "\"int\",".repeat(large / 6) + "\"int\"]"),
        given(
            "a union of records",
            IntStream.range(0, large / 60)
                .mapToObj(i -> record("R" + i))
                .collect(Collectors.joining(",", "[", "]"))),
        given(
            "fields",
            record(
                "R",
                IntStream.range(0, large / 30)
                    .mapToObj(i -> field("f" + i, "\"int\""))
                    .toArray(String[]::new))),
        given(
            "a property",
            record("R").replace("[]", "[],\"p\":" + "[".repeat(999) + "]".repeat(999))),
        new Given(ValueFormat.PROTOBUF, "imports", ProtobufSamples.base64(first), imports),
        new Given(
            ValueFormat.PROTOBUF,
            "messages",
            ProtobufSamples.base64(file("main").addMessageType(nested).build()),
            List.of()),
        new Given(ValueFormat.PROTOBUF, "zeros", "A".repeat(large), List.of()),
        new Given(ValueFormat.PROTOBUF, "empty messages", "IgAi".repeat(large / 4), List.of()));
  }

  @ParameterizedTest
  @MethodSource("givens")
  void shouldReadOrDenySchemasAtLittleCost(Given given) {
    String answer =
        withLittleStack(
            () -> bounded(() -> given.format.schema(given.text, given.references).text()));
    assertThat(answer).doesNotStartWith("allocated");
  }

  private static String mutatedJson(String text, Random random) {
    String[] parts = text.split("\"", -1); // each second one is a name or a type
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = 1 + 2 * random.nextInt(parts.length / 2);
      parts[at] =
          random.nextBoolean()
              ? parts[1 + 2 * random.nextInt(parts.length / 2)]
              : TYPES.get(random.nextInt(TYPES.size()));
    }
    String mutated = String.join("\"", parts);
    return random.nextInt(4) > 0
        ? mutated
        : new String(mutated(mutated.getBytes(UTF_8), random), UTF_8);
  }

  private static final List<String> TYPES =
      List.of("int", "bytes", "fixed", "float", "logicalType", "decimal", "uuid", "null", "size");

  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] mutated =
        random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
    for (int n = random.nextInt(4); n >= 0 && mutated.length > 0; n--) {
      int at = random.nextInt(mutated.length);
      mutated[at] = (byte) (random.nextBoolean() ? random.nextInt() : mutated[at] ^ 1 << n);
    }
    return mutated;
  }

  private static Schema mutatedSchema(ValueFormat format, Schema schema, Random random) {
    if (random.nextInt(4) == 0) {
      return schema;
    }
    if (format == ValueFormat.AVRO) {
      return format.schema(mutatedJson(schema.text(), random), List.of());
    }
    byte[] file = ProtobufSamples.messages(schema).get(0).getFile().toProto().toByteArray();
    String text = Base64.getEncoder().encodeToString(mutated(file, random));
    return format.schema(text, List.of());
  }

  @ParameterizedTest
  @EnumSource(names = {"AVRO", "PROTOBUF"})
  void shouldAnswerMutatedRecordsOfMutatedSchemas(ValueFormat format) {
    FormatSamples samples = format == ValueFormat.AVRO ? new AvroSamples() : new ProtobufSamples();
    byte[] good = samples.write(SampleContent.first());
    Schema schema = samples.schema();
    long seed = new Random().nextLong();
    System.out.println("HostileRecordsTest: seed " + seed);
    Random random = new Random(seed);
    int points = 0;
    int refused = 0;
    for (int i = 0; i < SCHEMAS; i++) {
      String answers =
          withLittleStack(
              () -> {
                Schema[] made = new Schema[1];
                String unread =
                    bounded(
                        () -> {
                          made[0] = mutatedSchema(format, schema, random);
                          return "";
                        });
                Schema mutated = made[0];
                RecordReader reader =
                    RecordReader.of(ALL.withFormat(format), Accepts.POINTS, id -> mutated);
                return IntStream.range(0, RECORDS)
                    .mapToObj(n -> n == 0 ? good : mutated(good, random))
                    .map(value -> bounded(() -> read(reader, value)))
                    .collect(Collectors.joining("", unread, ""));
              });
      assertThat(answers).as("seed %d, schema %d", seed, i).hasSize(RECORDS);
      points += answers.contains("p") ? 1 : 0;
      refused += answers.contains("r") ? 1 : 0;
    }
    assertThat(points).isGreaterThan(SCHEMAS / 20);
    assertThat(refused).isGreaterThan(SCHEMAS / 20);
  }

  /** Returns p for a point, r for a refusal. */
  private static String read(RecordReader reader, byte[] value) {
    try {
      reader.read(value);
      return "p";
    } catch (InvalidPointException e) {
      return "r";
    }
  }
}
