package io.gyre.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import io.gyre.GyreException;
import io.gyre.TestPorts;
import io.gyre.format.ValueFormat;
import io.gyre.format.ValueFormat.Reference;
import io.gyre.registry.RegistrySettings.Endpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SchemaRegistryTest {

  private static final String SECRET = "s3cr3t";
  private static final String RECORD =
      "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"A\\\",\\\"fields\\\":[]}\"%s}";
  private static final String RECORD_TEXT = "{\"type\":\"record\",\"name\":\"A\",\"fields\":[]}";
  private static final String MONEY = "syntax = \\\"proto3\\\"; message Money { int64 units = 1; }";
  private static final String ORDER =
      "syntax = \\\"proto3\\\"; import \\\"money.proto\\\"; message Order { Money price = 1; }";
  private static final String APICURIOS_404 =
      "{\"status\":404,\"name\":\"NotFoundException\",\"title\":\"Could not find resource\"}";

  private StubRegistry stub;

  @BeforeEach
  void start() throws IOException {
    stub = StubRegistry.start();
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  @Test
  void shouldNeedAUrl() {
    assertThat(SchemaRegistry.of(Map.of("bootstrap.servers", "b:9092"))).isNull();
  }

  @Test
  void shouldFindASchemaWithoutATypeAsAvro() throws Exception {
    stub.withConfluent("").with("/schemas/ids/7", RECORD.formatted(""));

    try (SchemaRegistry registry = registry()) {
      SchemaRegistry.Whole whole = registry.fetch("id/7");
      assertThat(whole)
          .isEqualTo(new SchemaRegistry.Whole(ValueFormat.AVRO, RECORD_TEXT, List.of()));
      assertThat(registry.find("id/7").format()).isEqualTo(ValueFormat.AVRO);
    }
    assertThat(stub.paths()).containsExactly("/schemas/ids/0", "/schemas/ids/7", "/schemas/ids/7");
  }

  @Test
  void shouldFindWhatASchemaRefersToFirst() throws Exception {
    stub.withConfluent("")
        .with("/schemas/ids/7", RECORD.formatted(references("b", "c")))
        .with("/subjects/b/versions/1?deleted=true", "{\"schema\":\"B\"" + references("c") + "}")
        .with("/subjects/c/versions/1?deleted=true", "{\"schema\":\"C\"}");

    try (SchemaRegistry registry = registry()) {
      assertThat(registry.fetch("id/7").references())
          .containsExactly(new Reference("c", "C"), new Reference("b", "B"));
    }
    assertThat(stub.paths()).doesNotHaveDuplicates();
  }

  @Test
  void shouldFindProtobufWithWhatItImports() throws Exception {
    stub.withConfluent("")
        .with(
            "/schemas/ids/7",
            "{\"schemaType\":\"PROTOBUF\",\"schema\":\"%s\",\"references\":[{\"name\":\"money.proto\",\"subject\":\"a/b c\",\"version\":3}]}"
                .formatted(ORDER))
        .with(
            "/subjects/a%2Fb%20c/versions/3?deleted=true",
            "{\"schemaType\":\"PROTOBUF\",\"schema\":\"%s\"}".formatted(MONEY));

    try (SchemaRegistry registry = registry()) {
      SchemaRegistry.Whole whole = registry.fetch("id/7");
      assertThat(whole.format()).isEqualTo(ValueFormat.PROTOBUF);
      assertThat(file(whole.text()).getDependencyList()).containsExactly("money.proto");
      Reference money = whole.references().get(0);
      assertThat(money.name()).isEqualTo("money.proto");
      assertThat(file(money.text()).getName()).isEqualTo("money.proto");
      assertThat(file(money.text()).getMessageType(0).getName()).isEqualTo("Money");
    }
    // Apicurio would damage it.
    assertThat(stub.paths()).noneMatch(path -> path.contains("format=serialized"));
  }

  @Test
  void shouldNotAskForTheReferencesOfJsonSchemas() {
    stub.withConfluent("")
        .with(
            "/schemas/ids/7", "{\"schemaType\":\"JSON\",\"schema\":\"{}\"" + references("b") + "}");

    try (SchemaRegistry registry = registry()) {
      assertThat(registry.find("id/7").format()).isEqualTo(ValueFormat.JSON_SCHEMA);
    }
  }

  @Test
  void shouldDenyWhatCannotBeRead() {
    stub.withConfluent("")
        .with("/schemas/ids/1", "{\"schemaType\":\"THRIFT\",\"schema\":\"\"}")
        .with("/schemas/ids/2", "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message {\"}")
        .with("/schemas/ids/3", RECORD.formatted(references("b")))
        .with("/subjects/b/versions/1?deleted=true", RECORD.formatted(references("c")))
        .with("/subjects/c/versions/1?deleted=true", RECORD.formatted(references("b")));

    try (SchemaRegistry registry = registry()) {
      assertThat(registry.find("id/1").denied())
          .isEqualTo("expected a schema of Avro, Protobuf or JSON, found one of \"THRIFT\"");
      assertThat(registry.find("id/2").denied()).contains("word").contains("Protobuf");
      assertThat(registry.find("id/3").denied()).contains("circle").contains("\"b\"");
    }
  }

  @Test
  void shouldDenyASchemaWithTooManyReferences() {
    stub.withConfluent("").with("/schemas/ids/1", RECORD.formatted(references("r0")));
    for (int i = 0; i < 150; i++) {
      stub.with(
          "/subjects/r%d/versions/1?deleted=true".formatted(i),
          RECORD.formatted(references("r" + (i + 1))));
    }

    try (SchemaRegistry registry = registry()) {
      assertThat(registry.find("id/1").denied())
          .isEqualTo("expected at most 100 references, found more");
    }
    assertThat(stub.asked).hasSize(102);
  }

  @Test
  void shouldFindByGuid() throws Exception {
    String guid = "0a1b2c3d-0000-1111-2222-333344445555";
    stub.withConfluent("")
        .with("/schemas/guids/" + guid, RECORD.formatted(""))
        .with("/schemas/guids/" + guid.replace('0', '9'), 404, StubRegistry.unknown());

    try (SchemaRegistry registry = registry()) {
      assertThat(registry.fetch("guid/" + guid).text()).isEqualTo(RECORD_TEXT);
      assertThat(failure(registry, "guid/" + guid.replace('0', '9')).isUnknown()).isTrue();
      // An older one, or Apicurio.
      RegistryException failure = failure(registry, "guid/" + guid.replace('0', '8'));
      assertThat(failure.isUnknown()).isFalse();
      assertThat(failure).hasMessageContaining("GUID");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id/x",
        "id/-1",
        "guid/../../x",
        "hash/..",
        "other/7",
        "",
        "id/",
        "id/7/8",
        "id/4294967295",
        "id/99999999999",
        "guid/------------------------------------"
      })
  void shouldDenyAnIdThatNoRegistryGivesWithoutAsking(String id) {
    try (SchemaRegistry registry = registry()) {
      assertThat(registry.find(id).denied()).isEqualTo("no schema registry gives such an id");
    }
    assertThat(stub.asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404|{\"error_code\":40403,\"message\":\"Schema 7 not found\"}|true|knows no such schema: Schema 7 not found",
        "404|{\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}|false|No schema registry answers",
        "404|<html>|false|No schema registry answers",
        "404|''|false|No schema registry answers",
        "200|<html>|false|something else (200)",
        "200|[]|false|No schema registry answers",
        "302|http://localhost:1/elsewhere|false|302",
        "401|{\"error_code\":401,\"message\":\"Unauthorized\"}|false|basic.auth.user.info",
        "403|''|false|bearer.auth.token",
        "400|{\"error_code\":40001,\"message\":\"Bad\"}|false|refused the request (400): Bad",
        "500|''|false|failed (500)",
        "503|<html>|false|failed (503)",
        "429|''|false|failed (429)",
      })
  void shouldTellAnUnknownSchemaFromARegistryThatDoesNotGiveIt(
      int status, String body, boolean unknown, String says) {
    stub.withConfluent("").with("/schemas/ids/7", status, body);

    try (SchemaRegistry registry = registry()) {
      RegistryException failure = failure(registry, "id/7");
      assertThat(failure.isUnknown()).isEqualTo(unknown);
      assertThat(failure).hasMessageContaining(says).hasMessageContaining(stub.url());
      assertThat(failure.getMessage()).matches("[^\\n]*\\.");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404|<html>|/apis/ccompat/v7",
        "200|<html>|/apis/ccompat/v7",
        "302|http://localhost:1/elsewhere|302",
        "401|''|basic.auth.user.info",
        "500|''|failed (500)",
      })
  void shouldSayWhatIsWrongWithAnAddress(int status, String body, String says) {
    stub.otherwise(status, body);

    try (SchemaRegistry registry = registry()) {
      RegistryException failure = failure(registry, "id/7");
      assertThat(failure.isUnknown()).isFalse();
      assertThat(failure).hasMessageContaining(says).hasMessageContaining(stub.url());
    }
  }

  @Test
  void shouldSayThatNobodyListens() {
    int port = TestPorts.reserve();

    try (SchemaRegistry registry =
        registry(Map.of("schema.registry.url", "http://localhost:" + port))) {
      RegistryException failure = failure(registry, "id/7");
      assertThat(failure.isUnknown()).isFalse();
      assertThat(failure)
          .hasMessage(
              "The schema registry at http://localhost:%d does not answer (connection refused)."
                  .formatted(port));
    }
  }

  @Test
  void shouldSayThatAHostIsUnknown() {
    try (SchemaRegistry registry =
        registry(Map.of("schema.registry.url", "http://nowhere.invalid:8081"))) {
      assertThat(failure(registry, "id/7")).hasMessageContaining("no such host");
    }
  }

  /** Headers come at once; the body never ends. */
  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"})
  void shouldGiveUpOnAnAnswerThatDoesNotEnd(String beginning) throws Exception {
    ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    try (RegistryHttp http = new RegistryHttp(null, Duration.ofMillis(300))) {
      Endpoint endpoint = new Endpoint("http://localhost:" + server.getLocalPort(), null);
      Thread answering =
          new Thread(
              () -> {
                try (Socket client = server.accept();
                    OutputStream out = client.getOutputStream()) {
                  out.write(beginning.getBytes(UTF_8));
                  out.flush();
                  client.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                  // The client is gone, as it should be.
                }
              });
      answering.start();

      RegistryException failure =
          catchThrowableOfType(
              RegistryException.class, () -> http.ask(endpoint, endpoint.url() + "/a", null));
      assertThat(failure.isAway()).isTrue();
      assertThat(failure).hasMessageContaining("no answer within 0.3 s");
      server.close(); // Whoever gave up may not have come so far as to connect.
      answering.join();
    }
  }

  @Test
  void shouldRefuseAnAnswerThatIsTooLarge() {
    String large = "\"" + "x".repeat(RegistryHttp.MAX_BYTES) + "\"";
    stub.withConfluent("")
        .with("/schemas/ids/7", large)
        .with("/schemas/ids/8", "{\"schema\":" + large.substring(0, large.length() - 20) + "\"}");

    try (SchemaRegistry registry = registry()) {
      assertThat(failure(registry, "id/7")).hasMessageContaining("more than 4 MiB");
      assertThat(registry.find("id/8").denied()).contains("at most 327,680 characters");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "basic.auth.credentials.source=USER_INFO basic.auth.user.info=me:s3cr3t|Basic bWU6czNjcjN0",
        "basic.auth.user.info=me:s3cr3t|Basic bWU6czNjcjN0",
        "schema.registry.basic.auth.credentials.source=USER_INFO schema.registry.basic.auth.user.info=me:s3cr3t basic.auth.user.info=other:x|Basic bWU6czNjcjN0",
        "bearer.auth.token=s3cr3t|Bearer s3cr3t",
        "bearer.auth.credentials.source=STATIC_TOKEN schema.registry.bearer.auth.token=s3cr3t|Bearer s3cr3t",
      })
  void shouldLogIn(String properties, String expected) {
    stub.withConfluent("").with("/schemas/ids/7", 403, "");

    try (SchemaRegistry registry = registry(withUrl(stub.url(), properties.split(" ")))) {
      assertThat(failure(registry, "id/7").getMessage()).doesNotContain(SECRET);
      assertThat(registry.toString()).doesNotContain(SECRET).contains(stub.url());
    }
    assertThat(stub.asked)
        .isNotEmpty()
        .allSatisfy(
            asked -> assertThat(asked.headers().getFirst("Authorization")).isEqualTo(expected));
  }

  @ParameterizedTest
  @CsvSource({"me:s3cr3t, me:s3cr3t", "me:s3cr3t%40%2F, me:s3cr3t@/"})
  void shouldLogInAsTheUrlSaysAndNeverShowIt(String inUrl, String user) {
    String url = "http://%s@localhost:%d/".formatted(inUrl, stub.port());
    stub.withConfluent("").with("/schemas/ids/7", 401, "");

    try (SchemaRegistry registry = registry(Map.of("schema.registry.url", url))) {
      assertThat(failure(registry, "id/7").getMessage())
          .doesNotContain(SECRET)
          .contains(stub.url() + " ");
      assertThat(registry.url()).isEqualTo(stub.url());
      assertThat(registry.toString()).doesNotContain(SECRET);
    }
    String expected = "Basic " + Base64.getEncoder().encodeToString(user.getBytes(UTF_8));
    assertThat(stub.asked.get(0).headers().getFirst("Authorization")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "schema.registry.url=|schema.registry.url",
        "schema.registry.url=localhost:8081|schema.registry.url",
        "schema.registry.url=ftp://u:s3cr3t@host|schema.registry.url",
        "schema.registry.url=http://u:s3c/r@s3cr3t@ho st|schema.registry.url",
        "schema.registry.url=http://h:1,|schema.registry.url",
        "schema.registry.url=http://h:1?a=s|schema.registry.url",
        "basic.auth.credentials.source=SASL_INHERIT|basic.auth.credentials.source",
        "basic.auth.credentials.source=USER_INFO|basic.auth.user.info",
        "basic.auth.user.info=s3cr3t|basic.auth.user.info",
        "basic.auth.user.info=u:s3cr3t bearer.auth.token=s3cr3t|bearer.auth.token",
        "bearer.auth.token=s3cr3t x|bearer.auth.token",
        "bearer.auth.credentials.source=OAUTHBEARER|bearer.auth.credentials.source",
        "schema.registry.ssl.truststore.location=nowhere.jks schema.registry.ssl.truststore.password=s3cr3t|schema.registry.ssl.truststore",
        "ssl.truststore.type=PEM ssl.truststore.certificates=s3cr3t|ssl.truststore",
        "ssl.truststore.location=pom.xml ssl.truststore.type=s3cr3t|ssl.truststore",
      })
  void shouldNameTheSettingThatIsWrong(String properties, String name) {
    GyreException failure =
        catchThrowableOfType(
            GyreException.class,
            () ->
                SchemaRegistry.of(withUrl("http://localhost:1", properties.split(" (?=\\w+\\.)"))));

    assertThat(failure).hasMessageContaining(name);
    if (!properties.contains("ssl.truststore.type=s3cr3t")) {
      assertThat(failure.getMessage()).doesNotContain(SECRET);
    }
  }

  @Test
  void shouldAskTheNextAddressIfOneDoesNotAnswer() throws Exception {
    try (StubRegistry second = StubRegistry.start();
        SchemaRegistry registry =
            registry(
                Map.of(
                    "schema.registry.url",
                    "http://localhost:%d, %s ,%s"
                        .formatted(TestPorts.reserve(), stub.url(), second.url())))) {
      stub.otherwise(503, "");
      second.withConfluent("").with("/schemas/ids/7", RECORD.formatted(""));

      assertThat(registry.fetch("id/7").text()).isEqualTo(RECORD_TEXT);
      assertThat(registry.url()).isEqualTo(second.url());
      int asked = stub.asked.size();
      assertThat(registry.fetch("id/7").text()).isEqualTo(RECORD_TEXT);
      assertThat(stub.asked).as("the one that answered comes first").hasSize(asked);

      second.with("/schemas/ids/7", 404, StubRegistry.unknown());
      assertThat(failure(registry, "id/7").isUnknown()).isTrue();
      assertThat(stub.asked).as("what it does not know, no other knows").hasSize(asked);
    }
  }

  @Test
  void shouldRegister() {
    stub.withConfluent("")
        .with("/subjects/there-value", "{\"subject\":\"there-value\",\"id\":9}")
        .with("/subjects/a%20b-value/versions", "{\"id\":12}")
        .with("/subjects/c/versions", 409, "{\"error_code\":409,\"message\":\"Not compatible\"}")
        .with("/subjects/d/versions", 422, "{\"error_code\":42201,\"message\":\"Not a schema\"}");

    try (SchemaRegistry registry = registry()) {
      assertThat(registry.register("there-value", ValueFormat.AVRO, RECORD_TEXT)).isEqualTo(9);
      assertThat(stub.asked).as("nothing is written").hasSize(2);
      assertThat(registry.register("a b-value", ValueFormat.AVRO, RECORD_TEXT)).isEqualTo(12);
      assertThat(registry.register("a b-value", ValueFormat.JSON_SCHEMA, "{}")).isEqualTo(12);
      for (String subject : List.of("c", "d")) {
        RegistryException failure =
            catchThrowableOfType(
                RegistryException.class,
                () -> registry.register(subject, ValueFormat.AVRO, RECORD_TEXT));
        assertThat(failure.isUnknown()).isFalse();
        assertThat(failure).hasMessageContaining(subject.equals("c") ? "Not comp" : "Not a schema");
        assertThat(failure).hasMessageContaining("refused the request");
      }
    }
    assertThat(stub.asked.get(3).method()).isEqualTo("POST");
    assertThat(stub.asked.get(3).body())
        .isEqualTo("{\"schema\":\"" + RECORD_TEXT.replace("\"", "\\\"") + "\"}");
    assertThat(stub.asked.get(5).body()).contains("\"schemaType\":\"JSON\"");
    assertThat(stub.asked.get(3).headers().getFirst("Content-Type"))
        .isEqualTo("application/vnd.schemaregistry.v1+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/apis/registry/v3",
        "/apis/registry/v2/",
        "/apis/ccompat/v7",
        "/apis/ccompat/v7/"
      })
  void shouldFindOutWhereApicuriosApisAre(String path) throws Exception {
    apicurio(3);
    stub.with("/apis/ccompat/v7/schemas/ids/7", RECORD.formatted(""));

    try (SchemaRegistry registry = registry(Map.of("schema.registry.url", stub.url() + path))) {
      assertThat(registry.fetch("id/7").text()).isEqualTo(RECORD_TEXT);
      int before = stub.asked.size();
      assertThat(registry.fetch("global/5").text()).isEqualTo(RECORD_TEXT);
      assertThat(stub.asked.size() - before).as("the APIs are known").isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void shouldFindByTheIdsOfApicuriosHeaders(int version) throws Exception {
    apicurio(version);
    String api = "/apis/registry/v" + version;
    String artifact = api + "/groups/my%20group/artifacts/b/versions/1.0";
    stub.with(artifact + (version == 3 ? "/content" : ""), "B")
        .with(artifact + "/references", "[]")
        .with(api + "/ids/contentHashes/abc", "syntax = \"proto3\"; message Money {}")
        .with(api + "/ids/contentHashes/abc/references", "[]");

    try (SchemaRegistry registry = registry()) {
      assertThat(registry.fetch("global/5"))
          .isEqualTo(new SchemaRegistry.Whole(ValueFormat.AVRO, RECORD_TEXT, List.of()));
      assertThat(registry.fetch("content/6").format()).isEqualTo(ValueFormat.JSON_SCHEMA);
      assertThat(registry.fetch("hash/abc").format()).isEqualTo(ValueFormat.PROTOBUF);
      stub.with(
          api + "/ids/globalIds/5/references",
          "[{\"groupId\":\"my group\",\"artifactId\":\"b\",\"version\":\"1.0\",\"name\":\"B\"}]");
      // That of the format is what refers to it.
      stub.with(artifact + (version == 3 ? "/content" : ""), RECORD_TEXT);
      assertThat(registry.fetch("global/5").references())
          .containsExactly(new Reference("B", RECORD_TEXT));
      assertThat(failure(registry, "global/99").isUnknown()).isTrue();
      assertThat(failure(registry, "hash/99").isUnknown()).isTrue();
    }
  }

  /** Confluent's API says only "b", which may be in any group. */
  @Test
  void shouldFindReferencesInTheirGroups() throws Exception {
    apicurio(3);
    stub.with("/apis/ccompat/v7/schemas/ids/5", RECORD.formatted(references("b")))
        .with("/apis/ccompat/v7/subjects/b/versions/1?deleted=true", "{\"schema\":\"another\"}")
        .with("/apis/registry/v3/ids/contentIds/5", RECORD_TEXT)
        .with(
            "/apis/registry/v3/ids/contentIds/5/references",
            "[{\"groupId\":\"g\",\"artifactId\":\"b\",\"version\":\"1\",\"name\":\"b\"}]")
        .with("/apis/registry/v3/groups/g/artifacts/b/versions/1/content", RECORD_TEXT)
        .with("/apis/registry/v3/groups/g/artifacts/b/versions/1/references", "[]");

    try (SchemaRegistry registry = registry()) {
      assertThat(registry.fetch("id/5").references())
          .containsExactly(new Reference("b", RECORD_TEXT));
      // A server whose Confluent API takes the ids of versions, not of contents.
      stub.with("/apis/registry/v3/ids/contentIds/5", "{}");
      stub.with("/apis/registry/v3/ids/globalIds/5/references", "[]");
      assertThat(registry.fetch("id/5").references()).isEmpty();
      // Where nobody may use Apicurio's own.
      stub.with("/apis/registry/v3/ids/globalIds/5", 403, "");
      assertThat(registry.fetch("id/5").references())
          .containsExactly(new Reference("b", "another"));
    }
  }

  @Test
  void shouldSayThatOnlyApicurioKnowsItsIds() {
    stub.withConfluent("");

    try (SchemaRegistry registry = registry()) {
      RegistryException failure = failure(registry, "global/7");
      assertThat(failure.isUnknown()).isTrue();
      assertThat(failure).hasMessageContaining("Apicurio");
    }
  }

  @Test
  void shouldFailWhenClosed() {
    stub.withConfluent("");
    SchemaRegistry registry = registry();
    registry.close();

    assertThat(failure(registry, "id/7")).hasMessageContaining("closed");
  }

  private void apicurio(int version) {
    String api = "/apis/registry/v" + version;
    stub.withConfluent("/apis/ccompat/v7")
        .otherwise(404, APICURIOS_404)
        .with(api + "/ids/globalIds/5", RECORD_TEXT)
        .with(api + "/ids/globalIds/5/references", "[]")
        .with(api + "/ids/contentIds/6", "{\"type\":\"object\"}")
        .with(api + "/ids/contentIds/6/references", "[]")
        .with(api + "/ids/globalIds/99", 404, "{\"name\":\"VersionNotFoundException\"}")
        .with(api + "/ids/contentHashes/99", 404, "{\"name\":\"ContentNotFoundException\"}");
  }

  private static String references(String... subjects) {
    StringBuilder all = new StringBuilder();
    for (String subject : subjects) {
      all.append(all.isEmpty() ? "" : ",")
          .append("{\"name\":\"%1$s\",\"subject\":\"%1$s\",\"version\":1}".formatted(subject));
    }
    return ",\"references\":[" + all + "]";
  }

  private static FileDescriptorProto file(String base64) throws Exception {
    return FileDescriptorProto.parseFrom(Base64.getDecoder().decode(base64));
  }

  private SchemaRegistry registry() {
    return registry(Map.of("schema.registry.url", stub.url()));
  }

  private static SchemaRegistry registry(Map<String, String> properties) {
    return SchemaRegistry.of(properties);
  }

  private static Map<String, String> withUrl(String url, String... more) {
    Map<String, String> properties = new HashMap<>(Map.of("schema.registry.url", url));
    for (String property : more) {
      int at = property.indexOf('=');
      properties.put(property.substring(0, at), property.substring(at + 1));
    }
    return properties;
  }

  private static RegistryException failure(SchemaRegistry registry, String id) {
    return catchThrowableOfType(RegistryException.class, () -> registry.fetch(id));
  }
}
