package io.gyre.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Timestamp;
import io.gyre.format.Schema;
import io.gyre.format.ValueFormat;
import io.gyre.format.ValueFormat.Reference;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real registry. {@link FramingsIT} reads what its serializers write. */
class SchemaRegistryIT {

  private static final JsonMapper MAPPER = new JsonMapper();

  private static final String ZIP =
      "{\"type\":\"record\",\"name\":\"Zip\",\"namespace\":\"a\",\"fields\":[{\"name\":\"code\",\"type\":\"string\"}]}";
  private static final String ADDRESS =
      "{\"type\":\"record\",\"name\":\"Address\",\"namespace\":\"a\",\"fields\":[{\"name\":\"zip\",\"type\":\"a.Zip\"}]}";
  private static final String MONEY =
      "syntax = \"proto3\"; package shop; message Money { int64 units = 1; }";
  private static final String ORDER =
      "syntax = \"proto3\"; package shop; import \"money.proto\"; import \"google/protobuf/timestamp.proto\"; message First {} message Order { string id = 1; Money price = 2; google.protobuf.Timestamp at = 3; }";
  private static final String OBJECT =
      "{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"number\"}}}";

  private static ApicurioRegistry server;
  private static SchemaRegistry registry;

  @BeforeAll
  static void start() throws IOException {
    server = ApicurioRegistry.shared();
    registry = at("");
    // Two versions of one content: one of their ids is not the content's.
    registry.register("first", ValueFormat.AVRO, ZIP);
    registry.register("second", ValueFormat.AVRO, ZIP);
  }

  @AfterAll
  static void stop() {
    Utils.closeQuietly(registry, "client");
  }

  @Test
  void shouldFindAvroWithWhatItRefersTo() throws Exception {
    int zip = registry.register("zip", ValueFormat.AVRO, ZIP);
    int id = register("address-value", "AVRO", ADDRESS, "a.Zip", "zip");

    assertThat(registry.fetch("id/" + id))
        .isEqualTo(
            new SchemaRegistry.Whole(
                ValueFormat.AVRO, ADDRESS, List.of(new Reference("a.Zip", ZIP))));
    assertThat(registry.fetch("id/" + zip).references()).isEmpty();
    assertFoundByAllIds(id);
    assertFoundByAllIds(zip);
    assertThat(avro(registry.fetch("id/" + id)).getFullName()).isEqualTo("a.Address");
  }

  @Test
  void shouldFindProtobufWithWhatItImports() throws Exception {
    registry.register("money.proto", ValueFormat.PROTOBUF, MONEY);
    int id = register("order-value", "PROTOBUF", ORDER, "money.proto", "money.proto");

    Descriptor order = protobuf(registry.fetch("id/" + id)).findMessageTypeByName("Order");

    assertThat(order.getFullName()).isEqualTo("shop.Order");
    assertThat(order.findFieldByName("price").getMessageType().getFullName())
        .isEqualTo("shop.Money");
    assertFoundByAllIds(id);
  }

  @Test
  void shouldFindJsonSchemas() throws Exception {
    int id = registry.register("object-value", ValueFormat.JSON_SCHEMA, OBJECT);

    assertThat(registry.fetch("id/" + id).format()).isEqualTo(ValueFormat.JSON_SCHEMA);
    assertFoundByAllIds(id);
  }

  @Test
  void shouldGiveTheSameSchemaTheSameId() {
    int first = registry.register("same-value", ValueFormat.AVRO, ZIP);

    assertThat(registry.register("same-value", ValueFormat.AVRO, ZIP)).isEqualTo(first);
  }

  @Test
  void shouldFindByHash() throws Exception {
    registry.register("hashed", ValueFormat.PROTOBUF, MONEY);
    registry.register("hashed-object", ValueFormat.JSON_SCHEMA, OBJECT);

    assertThat(registry.fetch("hash/" + hash(ZIP)).text()).isEqualTo(ZIP);
    assertThat(registry.fetch("hash/" + hash(OBJECT)).format()).isEqualTo(ValueFormat.JSON_SCHEMA);
    SchemaRegistry.Whole money = registry.fetch("hash/" + hash(MONEY));
    assertThat(protobuf(money).findMessageTypeByName("Money")).isNotNull();
  }

  private static String hash(String text) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    return HexFormat.of().formatHex(hash);
  }

  /** Confluent's API does not say in which group a reference is. */
  @Test
  void shouldFindReferencesInTheirGroups() throws Exception {
    artifact("zip-of-group", ZIP, null);
    JsonNode address = artifact("address-of-group", ADDRESS, "zip-of-group");

    String id = address.at("/version/contentId").asText();
    for (String named : List.of("id/" + id, "content/" + id)) {
      assertThat(registry.fetch(named).references()).containsExactly(new Reference("a.Zip", ZIP));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"id/999999", "content/999999", "global/999999", "hash/abcdef"})
  void shouldSayThatASchemaIsUnknown(String id) {
    assertThat(failure(id).isUnknown()).isTrue();
  }

  @Test
  void shouldSayThatItFindsNoGuids() {
    RegistryException failure = failure("guid/0a1b2c3d-0000-1111-2222-333344445555");

    assertThat(failure.isUnknown()).isTrue();
    assertThat(failure).hasMessageContaining("GUID");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/apis/ccompat/v7",
        "/apis/ccompat/v8",
        "/apis/registry/v2",
        "/apis/registry/v3"
      })
  void shouldTakeAnyAddressOfTheServer(String path) throws Exception {
    int id = registry.register("first", ValueFormat.AVRO, ZIP);

    try (SchemaRegistry another = at(path)) {
      for (String named : List.of("id/" + id, "content/" + id, "global/" + globalIds(id).get(0))) {
        assertThat(another.find(named).format()).isEqualTo(ValueFormat.AVRO);
      }
    }
  }

  @Test
  void shouldSayWhyASchemaIsRefused() throws Exception {
    registry.register("checked", ValueFormat.AVRO, ZIP);
    send("PUT", "/apis/ccompat/v7/config/checked", "{\"compatibility\":\"FULL\"}");

    RegistryException failure =
        catchThrowableOfType(
            RegistryException.class,
            () -> registry.register("checked", ValueFormat.AVRO, ZIP.replace("code", "number")));

    assertThat(failure.isUnknown()).isFalse();
    assertThat(failure).hasMessageContaining("refused the request (409)");
  }

  /** Finds a schema by the ids of its content and of a version with it, as by Confluent's. */
  private static void assertFoundByAllIds(int id) throws Exception {
    SchemaRegistry.Whole whole = registry.fetch("id/" + id);
    Schema schema = registry.find("id/" + id);
    assertThat(schema.denied()).isNull();
    assertThat(registry.fetch("content/" + id)).isEqualTo(whole);
    assertThat(registry.find("content/" + id)).isEqualTo(schema);
    for (String global : globalIds(id)) {
      assertThat(registry.fetch("global/" + global)).isEqualTo(whole);
    }
  }

  /** Returns the ids of the versions that have a content. */
  private static List<String> globalIds(int id) throws Exception {
    JsonNode found = send("GET", "/apis/registry/v3/search/versions?contentId=" + id, null);
    assertThat(found.path("versions")).isNotEmpty();
    return found.findValuesAsText("globalId");
  }

  private static org.apache.avro.Schema avro(SchemaRegistry.Whole whole) {
    org.apache.avro.Schema.Parser parser = new org.apache.avro.Schema.Parser();
    whole.references().forEach(reference -> parser.parse(reference.text()));
    return parser.parse(whole.text());
  }

  private static FileDescriptor protobuf(SchemaRegistry.Whole whole) throws Exception {
    List<FileDescriptor> files = new ArrayList<>(List.of(Timestamp.getDescriptor().getFile()));
    for (Reference reference : whole.references()) {
      files.add(built(reference.text(), files));
    }
    return built(whole.text(), files);
  }

  private static FileDescriptor built(String base64, List<FileDescriptor> files) throws Exception {
    FileDescriptorProto file = FileDescriptorProto.parseFrom(Base64.getDecoder().decode(base64));
    return FileDescriptor.buildFrom(file, files.toArray(FileDescriptor[]::new));
  }

  private static SchemaRegistry at(String path) {
    return SchemaRegistry.of(Map.of("schema.registry.url", server.twice(path)));
  }

  /** Returns what the registry says. On a busy machine it may be too late once, as for Gyre. */
  private static RegistryException failure(String id) {
    return await()
        .until(
            () -> catchThrowableOfType(RegistryException.class, () -> registry.find(id)),
            failure -> !failure.isAway());
  }

  /** Registers a schema that refers to the first version of another one. */
  private static int register(
      String subject, String type, String text, String reference, String itsSubject)
      throws Exception {
    ObjectNode body = MAPPER.createObjectNode().put("schema", text).put("schemaType", type);
    ObjectNode its = body.putArray("references").addObject();
    its.put("name", reference).put("subject", itsSubject).put("version", 1);
    String path = "/apis/ccompat/v7/subjects/" + subject + "/versions";
    return send("POST", path, body.toString()).path("id").asInt();
  }

  /** Registers an artifact of a group by Apicurio's own API, with a version of its own naming. */
  private static JsonNode artifact(String id, String text, String zip) throws Exception {
    ObjectNode body = MAPPER.createObjectNode().put("artifactId", id).put("artifactType", "AVRO");
    ObjectNode content =
        body.putObject("firstVersion").put("version", "1.0-b").putObject("content");
    content.put("content", text).put("contentType", "application/json");
    ArrayNode references = content.putArray("references");
    if (zip != null) {
      ObjectNode its = references.addObject().put("groupId", "my group").put("artifactId", zip);
      its.put("version", "1.0-b").put("name", "a.Zip");
    }
    return send("POST", "/apis/registry/v3/groups/my%20group/artifacts", body.toString());
  }

  private static JsonNode send(String method, String path, String body) throws Exception {
    HttpResponse<String> response = server.ask(method, path, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return MAPPER.readTree(response.body());
  }
}
