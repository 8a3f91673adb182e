package io.gyre.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.GyreException;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.fold.Fold;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.format.RecordReader;
import io.gyre.format.survey.SurveyedFields;
import io.gyre.http.HttpAddress;
import io.gyre.http.HttpLimits;
import io.gyre.http.HttpSecurity;
import io.gyre.http.HttpServer;
import io.gyre.http.JsonBody;
import io.gyre.http.Meters;
import io.gyre.http.Probes;
import io.gyre.http.TestServer;
import io.gyre.inference.InferenceAnswer.Output;
import io.gyre.learning.list.LearnersJson;
import io.gyre.time.WindowSettings;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferenceRoutesTest {

  private static final FoldSettings SETTINGS =
      new FoldSettings(
          LearnersJson.parse(
              """
              [{"name": "logistic", "kind": "logistic", "learningRate": 0.3, "batch": 1,
                "view": "standardised"},
               {"name": "words", "kind": "naive-bayes"},
               {"name": "trees", "kind": "forest"},
               {"name": "blend", "kind": "blend"}]
              """,
              "test"),
          WindowSettings.standard());

  private static final String ONE =
      """
      {"id":"q-1","inputs":[
        {"name":"fare","shape":[1],"datatype":"FP64","data":[1.5]},
        {"name":"city","shape":[1],"datatype":"BYTES","data":["Bern"]},
        {"name":"member","shape":[1],"datatype":"BOOL","data":[true]}]}
      """;

  private final LiveFolds live = new LiveFolds();
  private final LiveFolds copies =
      new LiveFolds(p -> "cannot be asked now: nothing is saved yet", p -> OptionalLong.of(40));
  private final LiveFolds saved = new LiveFolds(p -> "", p -> OptionalLong.of(9_000));
  private final Map<String, LiveFolds> applications = new LinkedHashMap<>();
  private final Fold fold = open(live, 0);
  private final InferenceRoutes routes =
      new InferenceRoutes(() -> applications, Probes.onlooker(), this::version);
  private final Meters meters = new Meters("taxi", List.of(routes));
  private final HttpServer server =
      HttpServer.start(
          new HttpAddress("127.0.0.1", 0, Set.of(), HttpSecurity.NONE),
          HttpLimits.BODY_TIME,
          routes::isFree,
          routes::register);
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() {
    applications.put("taxi", live);
    applications.put("copy", copies);
  }

  @AfterEach
  void close() {
    server.close();
    meters.close();
  }

  /** Saved versions: one is there, one is being read. */
  private LiveFolds version(String number) {
    return switch (number) {
      case "7" -> saved;
      case "8" -> new LiveFolds(p -> "is being read", p -> OptionalLong.empty());
      default -> throw new GyreException("there is no version " + number + ", only [7, 8]");
    };
  }

  private static Fold open(LiveFolds folds, int partition) {
    Fold opened = Fold.open(SETTINGS, FoldStore.unsaved("test"));
    folds.of(partition).open(opened, () -> SurveyedFields.NONE);
    return opened;
  }

  private void learn(Fold to, int points) {
    Random random = new Random(7);
    for (int i = 0; i < points; i++) {
      double fare = random.nextGaussian();
      String record =
          """
          {"fare":%s,"city":"%s","member":%s,"size":[%d,%d],"seen":"2026-01-0%dT10:00:00Z",
           "id":"%d","label":"%s"}
          """
              .formatted(
                  fare,
                  i % 3 == 0 ? "Bern" : "Rome",
                  i % 2 == 0,
                  i % 10,
                  i % 7,
                  1 + i % 9,
                  i,
                  fare > 0 ? "up" : "down");
      to.apply(
          LogRecord.of(LogRecord.Kind.POINT, record.getBytes(UTF_8), 1_767_225_600_000L + i, 0, i));
    }
    while (live.learnedStream(0).isEmpty()) {
      // The first question would wait for what is understood 0.3 s at most.
    }
  }

  private static Fields point(String json) {
    try {
      return RecordReader.of(SETTINGS.records(), RecordReader.Accepts.QUESTIONS)
          .read(json.getBytes(UTF_8))
          .fields();
    } catch (InvalidPointException e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(to(path));
  }

  private HttpResponse<String> infer(String model, String body) throws Exception {
    return send(to("/v2/models/" + model + "/infer").POST(BodyPublishers.ofString(body)));
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return JsonBody.JSON.readTree(response.body());
  }

  private static double[] doubles(JsonNode array) {
    return IntStream.range(0, array.size()).mapToDouble(i -> array.get(i).doubleValue()).toArray();
  }

  /** What the protocol's OpenAPI file of version 2.0 demands, in JSON Schema. */
  private static JsonNode published() throws Exception {
    try (InputStream in =
        InferenceRoutesTest.class.getResourceAsStream("/open-inference-protocol.json")) {
      return JsonBody.JSON.readTree(in);
    }
  }

  private void requireAsDescribed(
      String method, String path, HttpResponse<String> response, String publishedAs)
      throws Exception {
    TestServer.requireDescribed(
        json(get("/v2/openapi.json")), path, method, response.statusCode(), json(response));
    if (publishedAs != null) {
      TestServer.requireSchema(published(), "/$defs/" + publishedAs, json(response));
    }
  }

  @Test
  void shouldAnswerWithTheBitsOfTheFoldItself() throws Exception {
    learn(fold, 300);
    Answer expected =
        live.ask(0, point("{\"fare\":1.5,\"city\":\"Bern\",\"member\":true}"), false).orElseThrow();

    HttpResponse<String> blend = infer("taxi", ONE);
    HttpResponse<String> trees = infer("trees", ONE);

    requireAsDescribed("post", "/v2/models/{model}/infer", blend, "inference_response");
    JsonNode answer = json(blend);
    assertThat(answer.get("model_name").textValue()).isEqualTo("taxi");
    assertThat(answer.get("id").textValue()).isEqualTo("q-1");
    assertThat(answer.at("/parameters/offset").longValue()).isEqualTo(300);
    assertThat(answer.at("/outputs/0/data/0").textValue())
        .isEqualTo(expected.prediction(3).text())
        .isEqualTo("up");
    assertThat(doubles(answer.at("/outputs/1/data"))).isEqualTo(expected.probabilities(3));
    assertThat(answer.at("/outputs/2/data"))
        .hasToString("[\"%s\",\"%s\"]".formatted(expected.classes().toArray()));
    assertThat(doubles(json(trees).at("/outputs/1/data"))).isEqualTo(expected.probabilities(2));
  }

  @Test
  void shouldAnswerRowsByColumnsAsEachAloneAndTakeNullsForMissing() throws Exception {
    learn(fold, 300);

    JsonNode both =
        json(
            infer(
                "taxi",
                """
                {"inputs":[
                  {"name":"fare","shape":[2,1],"datatype":"INT32","data":[[3],[null]]},
                  {"name":"size","shape":[2,2],"datatype":"FP32","data":[1,2.5,3,4]},
                  {"name":"seen","shape":[2],"datatype":"BYTES","data":["2026-01-03T11:00:00Z",null]},
                  {"name":"never","shape":[2],"datatype":"BYTES","data":[null,null]}]}
                """));

    for (int row = 0; row < 2; row++) {
      Fields alone =
          point(
              row == 0
                  ? "{\"fare\":3,\"size\":[1,2.5],\"seen\":\"2026-01-03T11:00:00Z\"}"
                  : "{\"size\":[3,4]}");
      double[] expected = live.ask(0, alone, false).orElseThrow().probabilities(3);
      assertThat(both.at("/outputs/1/data/" + 2 * row).doubleValue()).isEqualTo(expected[0]);
      assertThat(both.at("/outputs/1/data/" + (2 * row + 1)).doubleValue()).isEqualTo(expected[1]);
    }
    assertThat(both.at("/outputs/1/shape")).hasToString("[2,2]");
  }

  /** Flink's function ML_PREDICT has one column in and one out, and writes names in upper case. */
  @Test
  void shouldAnswerFlink() throws Exception {
    learn(fold, 300);
    String body =
        """
        {"id":"job-0-17","parameters":{"priority":3,"sequence_start":true},
         "inputs":[{"name":"JSON","datatype":"BYTES","shape":[1],
           "data":["{\\"fare\\":1.5,\\"city\\":\\"Bern\\",\\"member\\":true}"]}],
         "outputs":[{"name":"PROBABILITIES"}]}
        """;
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(body.getBytes(UTF_8));
    }

    HttpResponse<String> plain = infer("taxi", body);
    HttpResponse<String> small =
        send(
            to("/v2/models/taxi/versions/1/infer")
                .header("Content-Type", "application/json; charset=utf-8")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(packed.toByteArray())));

    assertThat(plain.statusCode()).isEqualTo(200);
    assertThat(small.body()).isEqualTo(plain.body());
    JsonNode outputs = json(plain).get("outputs");
    assertThat(outputs).hasSize(1);
    assertThat(outputs.at("/0/name").textValue()).isEqualTo("PROBABILITIES");
    assertThat(doubles(outputs.at("/0/data")))
        .isEqualTo(doubles(json(infer("taxi", ONE)).at("/outputs/1/data")));
    assertThat(infer("taxi", question("FARE [1] FP64 [1.5]")).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldTakeNamesInUpperCaseOfAllThatRecordsHaveAndNullForWhatIsNotSaid() throws Exception {
    learn(fold, 300);

    HttpResponse<String> response =
        infer(
            "taxi",
            """
            {"id":null,"outputs":null,"parameters":{"partition":null,"digest":null},"inputs":[
              {"name":"SIZE","shape":[1,2],"datatype":"FP64","data":[3,4]},
              {"name":"SEEN","shape":[1],"datatype":"BYTES","data":["2026-01-03T11:00:00Z"]},
              {"name":"ID","shape":[1],"datatype":"INT64","data":[17]},
              {"name":"LABEL","shape":[1],"datatype":"BYTES","data":["up"]}]}
            """);

    Fields same = point("{\"size\":[3,4],\"seen\":\"2026-01-03T11:00:00Z\"}");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(doubles(json(response).at("/outputs/1/data")))
        .isEqualTo(live.ask(0, same, false).orElseThrow().probabilities(3));
  }

  @Test
  void shouldBeReadyOnceTheFirstApplicationsModelsAre() throws Exception {
    HttpResponse<String> before = get("/v2/health/ready");
    learn(fold, 10);

    assertThat(before.statusCode()).isEqualTo(503);
    requireAsDescribed("get", "/v2/health/ready", before, null);
    assertThat(get("/v2/health/ready").statusCode()).isEqualTo(200);
  }

  /** As in KServe's documentation of its runtimes, and in the protocol's own text. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"parameters":{"content_type":"pd"},"inputs":[
          {"name":"size","shape":[2,2],"datatype":"FP32","data":[[6.8,2.8],[6.0,3.4]]}]}
        """,
        """
        {"id":"42","inputs":[
          {"name":"size","shape":[3,2],"datatype":"UINT32","data":[1,2,3,4,5,6]},
          {"name":"member","shape":[3],"datatype":"BOOL","data":[true,false,true]}],
         "outputs":[{"name":"label","parameters":{"binary_data":false}}]}
        """
      })
  void shouldTakeTheRequestsOfOtherServersClients(String body) throws Exception {
    learn(fold, 100);

    HttpResponse<String> response = infer("taxi", body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    TestServer.requireSchema(published(), "/$defs/inference_request", JsonBody.JSON.readTree(body));
    requireAsDescribed("post", "/v2/models/{model}/infer", response, "inference_response");
  }

  @Test
  void shouldDescribeServerAndModelsAsTheProtocolDemands() throws Exception {
    learn(fold, 100);

    requireAsDescribed("get", "/v2", get("/v2/"), "metadata_server_response");
    requireAsDescribed("get", "/v2/health/live", get("/v2/health/live"), null);
    requireAsDescribed("get", "/v2/health/ready", get("/v2/health/ready"), null);
    requireAsDescribed("get", "/v2/models", get("/v2/models"), null);
    for (String version : List.of("", "/versions/1", "/versions/latest")) {
      String path = "/v2/models/{model}" + (version.isEmpty() ? "" : "/versions/{version}");
      HttpResponse<String> model = get("/v2/models/taxi" + version);
      requireAsDescribed("get", path, model, "metadata_model_response");
      HttpResponse<String> ready = get("/v2/models/trees" + version + "/ready");
      assertThat(ready.statusCode()).isEqualTo(200);
      requireAsDescribed("get", path + "/ready", ready, null);
    }
    assertThat(json(get("/v2/models")).get("models"))
        .hasToString("[\"taxi\",\"logistic\",\"trees\",\"blend\",\"copy\"]");
    assertThat(json(get("/v2/models/taxi")).get("inputs").findValuesAsText("name"))
        .containsExactly("json", "city", "fare", "member", "size.0", "size.1", "seen");
  }

  private static String with(String question, List<String> outputs) throws Exception {
    ObjectNode asked = (ObjectNode) JsonBody.JSON.readTree(question);
    outputs.forEach(name -> asked.withArray("outputs").addObject().put("name", name));
    return asked.toString();
  }

  /** The page asks by the same call. */
  @Test
  void shouldSayWhyWithTheBitsOfTheFoldItselfIfThatIsAsked() throws Exception {
    learn(fold, 300);
    Answer expected =
        live.ask(0, point("{\"fare\":1.5,\"city\":\"Bern\",\"member\":true}"), true).orElseThrow();

    for (String model : List.of("logistic", "trees", "blend")) {
      int place = fold.report().learners().indexOf(model);
      JsonNode answer = json(infer(model, with(ONE, List.of("probabilities", "WHY"))));
      JsonNode why = JsonBody.JSON.readTree(answer.at("/outputs/1/data/0").textValue());
      assertThat(
              JsonBody.JSON.convertValue(
                  why.get("why"), new TypeReference<Map<String, Double>>() {}))
          .isEqualTo(expected.why(place).named());
      assertThat(why.has("untried")).isFalse();
      assertThat(doubles(answer.at("/outputs/0/data"))).isEqualTo(expected.probabilities(place));
    }
    assertThat(json(infer("taxi", ONE)).get("outputs").findValuesAsText("name"))
        .containsExactly("label", "probabilities", "classes", "offset");
  }

  @Test
  void shouldSayWhyOfFewRows() throws Exception {
    learn(fold, 300);
    String few = question("fare [8] FP64 [1,2,3,4,5,6,7,8]");
    String many = question("fare [9] FP64 [1,2,3,4,5,6,7,8,9]");

    JsonNode answer = json(infer("logistic", with(few, List.of("why"))));
    HttpResponse<String> refused = infer("logistic", with(many, List.of("why")));

    for (int row = 0; row < 8; row++) {
      Answer alone = live.ask(0, point("{\"fare\":" + (row + 1) + "}"), true).orElseThrow();
      JsonNode why = JsonBody.JSON.readTree(answer.at("/outputs/0/data/" + row).textValue());
      assertThat(why.at("/why/fare").doubleValue()).isEqualTo(alone.why(0).fields().get("fare"));
    }
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("output why: expected at most 8 rows", "found 9");
  }

  @Test
  void shouldDescribeAndFillEveryOutput() throws Exception {
    learn(fold, 100);
    List<String> ofClasses = Output.all(false).stream().map(Output::text).toList();
    List<String> names = Arrays.stream(Output.values()).map(Output::text).toList();
    for (JsonNode output : json(infer("taxi", with(ONE, ofClasses))).get("outputs")) {
      int size = 1;
      for (JsonNode each : output.get("shape")) {
        size *= each.intValue();
      }
      assertThat(output.get("data"))
          .as("data of %s, of its shape", output.get("name"))
          .hasSize(size);
    }
    String document = Files.readString(Path.of("src/docs/serving.md"));
    assertThat(names)
        .allSatisfy(
            name ->
                assertThat(document.contains("\n| `" + name + "` |"))
                    .as("row of %s in src/docs/serving.md", name)
                    .isTrue());
    assertThat(
            json(get("/v2/openapi.json"))
                .at("/components/schemas/RequestedOutput/properties/name/enum"))
        .as("enum of RequestedOutput in openapi.json")
        .hasToString(JsonBody.JSON.writeValueAsString(names));
  }

  @Test
  void shouldDescribeEveryRouteAndAllThatWasPublished() throws Exception {
    Set<String> described = TestServer.described(json(get("/v2/openapi.json")));
    Set<String> registered = TestServer.registered(server).keySet();

    assertThat(registered).isEqualTo(described);
    published()
        .get("paths")
        .fieldNames()
        .forEachRemaining(path -> assertThat(described).contains(path.replaceAll("/$", "")));
  }

  @Test
  void shouldChangeNothingByAnyRouteAndAskNoTokenForHealth() {
    assertThat(TestServer.beyondQuestions(server))
        .containsExactly(
            "GET /v2/health/live HEALTH",
            "GET /v2/health/ready HEALTH",
            "POST /v2/models/{model}/infer INFERENCE",
            "POST /v2/models/{model}/versions/{version}/infer INFERENCE");
  }

  /** A question is JSON, or its members and inputs in short, each input without quotes. */
  private static String question(String text) {
    if (text == null || text.matches("(?s)[\\[{].*")) {
      return text == null ? "" : text;
    }
    StringBuilder members = new StringBuilder();
    List<String> inputs = new ArrayList<>();
    for (String each : text.split(" *; *")) {
      String[] input = each.split(" ", 4);
      if (each.startsWith("\"")) {
        members.append(each).append(',');
      } else {
        inputs.add(
            "{\"name\":\"%s\",\"shape\":%s,\"datatype\":\"%s\"%s}"
                .formatted(
                    input[0], input[1], input[2], input.length < 4 ? "" : ",\"data\":" + input[3]));
      }
    }
    return "{%s\"inputs\":[%s]}".formatted(members, String.join(",", inputs));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          none                 | {}                              | 404 | expected one of taxi, logistic
          words                | fare [1] FP64 [1]               | 404 | expected one of taxi, logistic
          copy                 | fare [1] FP64 [1]               | 503 | nothing is saved yet
          taxi/versions/3      | fare [1] FP64 [1]               | 404 | there is no version 3, only [7, 8]
          taxi/versions/8      | fare [1] FP64 [1]               | 503 | is being read
          taxi |                                                 | 400 | an object with inputs
          taxi | []                                              | 400 | an object with inputs
          taxi | {"inputs":[                                     | 400 | expected JSON
          taxi | {"inputs":[]}                                   | 400 | expected one or more
          taxi | {"inputs":[],"inputs":[]}                       | 400 | Duplicate
          taxi | {"inputs":{}}                                   | 400 | inputs: expected an array
          taxi | {"inputs":[7]}                                  | 400 | with a name each
          taxi | fare [1] FLOAT [1]                              | 400 | datatype: expected one of BOOL
          taxi | fare [1] FP64                                   | 400 | binary_data=False
          taxi | fare [2] FP64 [1]                               | 400 | as many values as its shape says, 2, found 1
          taxi | fare [1,1,1] FP64 [1]                           | 400 | shape: expected [ROWS]
          taxi | fare [-1] FP64 [1]                              | 400 | shape: expected [ROWS]
          taxi | fare [2147483647,2147483647] FP64 [1]           | 400 | at most 1000 rows
          taxi | fare [1] FP64 [NaN]                             | 400 | NaN
          taxi | fare [1] FP64 [1e999]                           | 400 | of the datatype FP64
          taxi | fare [1] FP64 ["x"]                             | 400 | of the datatype FP64, found "x" at place 0
          taxi | fare [1] UINT8 [256]                            | 400 | of the datatype UINT8
          taxi | fare [1] UINT8 [-1]                             | 400 | of the datatype UINT8
          taxi | fare [2] INT8 [-128,128]                        | 400 | of the datatype INT8, found "128" at place 1
          taxi | fare [1] UINT64 [18446744073709551616]          | 400 | of the datatype UINT64
          taxi | fare [1] INT64 [1.5]                            | 400 | of the datatype INT64
          taxi | fare [1] BYTES [{}]                             | 400 | found an object
          taxi | prise [1] FP64 [1]                              | 400 | expected a field of the stream, one of city, fare
          taxi | fare [1] FP64 [1] ; FARE [1] FP64 [1]           | 400 | found twice
          taxi | fare [1] FP64 [1] ; city [2] BYTES ["a","b"]    | 400 | as many rows as in the first input, 1, found 2
          taxi | json [1] BYTES ["[]"]                           | 400 | a JSON object
          taxi | json [2] BYTES ["{\\"fare\\":1}",null]          | 400 | row 1 cannot be read: value: expected a record
          taxi | fare [1,2] FP64 [1,2]                           | 400 | shape: expected [ROWS], found [1, 2]
          taxi | size [1,3] FP64 [1,2,3]                         | 400 | shape: expected [ROWS, 2], found [1, 3]
          taxi | size [1] FP64 [1]                               | 400 | shape: expected [ROWS, 2], found [1, 1]
          taxi | size.0 [1,2] FP64 [1,2]                         | 400 | shape: expected [ROWS], found [1, 2]
          taxi | fare [2] BYTES ["7","big"]                      | 400 | expected numbers, as the stream has, found "big" in row 1
          taxi | SIZE [1,2] BOOL [true,false]                    | 400 | input "size.0": expected numbers, as the stream has, found "true"
          taxi | fare [1] FP64 [1] ; json [1] BYTES ["{}"]       | 400 | input json: expected as the only input
          taxi | json [1] BYTES ["{}"]                           | 400 | expected a field besides
          taxi | "outputs":[{"name":"scores"}] ; fare [1] FP64 [1]   | 400 | expected one of label, probabilities
          taxi | "parameters":{"partition":"0"} ; fare [1] FP64 [1]  | 400 | the number of a partition
          taxi | "parameters":{"partition":4} ; fare [1] FP64 [1]    | 404 | one of 0
          taxi | "parameters":{"digest":true} ; fare [1] FP64 [1]    | 400 | only a replica says it
          """)
  void shouldRefuseWhatItCannotAnswer(String model, String body, int status, String reason)
      throws Exception {
    learn(fold, 100);
    List<String> before = digests();

    HttpResponse<String> response = infer(model, question(body));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(json(response).get("error").textValue()).contains(reason);
    TestServer.requireSchema(published(), "/$defs/error", json(response));
    String version = model.contains("/") ? "/versions/{version}" : "";
    requireAsDescribed("post", "/v2/models/{model}" + version + "/infer", response, "error");
    assertThat(digests()).isEqualTo(before);
  }

  @Test
  void shouldAnswerByASavedVersionAsItWasThen() throws Exception {
    learn(open(saved, 0), 100);
    learn(fold, 100);
    JsonNode then = json(infer("taxi", ONE));
    learn(fold, 200);

    JsonNode now = json(infer("taxi", ONE));
    JsonNode version = json(infer("taxi/versions/7", ONE));

    assertThat(version.get("outputs")).isEqualTo(then.get("outputs"));
    assertThat(version.get("outputs")).isNotEqualTo(now.get("outputs"));
    assertThat(version.get("model_version").textValue()).isEqualTo("7");
    assertThat(now.get("model_version").textValue()).isEqualTo("1");
  }

  @Test
  void shouldTellQuestionsApartWhoseAnswersTakeLong() {
    String digest = "{\"parameters\":{\"digest\":true}," + ONE.strip().substring(1);

    assertThat(isShort(ONE)).isTrue();
    assertThat(isShort(fares(8))).isTrue();
    assertThat(isShort(fares(9))).isFalse();
    assertThat(isShort(digest)).isFalse();
  }

  private static String fares(int rows) {
    return question("fare [%d] FP64 %s".formatted(rows, Collections.nCopies(rows, 0.5)));
  }

  private static boolean isShort(String question) {
    return InferenceRequest.read(question.getBytes(UTF_8)).isShort();
  }

  private List<String> digests() {
    return IntStream.range(0, 4).mapToObj(fold.report()::digest).toList();
  }

  @Test
  void shouldTakeAThousandRowsButNoMore() throws Exception {
    learn(fold, 100);
    HttpResponse<String> most = infer("taxi", fares(1_000));
    HttpResponse<String> more = infer("taxi", fares(10_000));

    assertThat(json(most).at("/outputs/0/shape")).hasToString("[1000]");
    assertThat(more.statusCode()).isEqualTo(400);
    assertThat(json(more).get("error").textValue()).contains("at most 1000 rows, found 10000");
  }

  @Test
  void shouldRefuseTensorsInBinaryAndBodiesThatArePackedOtherwise() throws Exception {
    learn(fold, 100);
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
      out.write(new byte[100 << 20]);
    }
    byte[] plain = ONE.getBytes(UTF_8);

    assertThat(statusWith("Inference-Header-Content-Length", "10", plain)).isEqualTo(400);
    assertThat(statusWith("Content-Encoding", "br", plain)).isEqualTo(415);
    assertThat(statusWith("Content-Encoding", "gzip", plain)).isEqualTo(400);
    assertThat(statusWith("Content-Encoding", "gzip", bomb.toByteArray())).isEqualTo(413);
  }

  private int statusWith(String header, String value, byte[] body) throws Exception {
    return send(to("/v2/models/taxi/infer")
            .header(header, value)
            .POST(BodyPublishers.ofByteArray(body)))
        .statusCode();
  }

  @Test
  void shouldNotBeReadyBeforeTheFirstLabel() throws Exception {
    HttpResponse<String> ready = get("/v2/models/taxi/ready");

    assertThat(ready.statusCode()).isEqualTo(503);
    requireAsDescribed("get", "/v2/models/{model}/ready", ready, null);
    assertThat(json(ready).get("ready").booleanValue()).isFalse();
    assertThat(infer("taxi", ONE).statusCode()).isEqualTo(503);
    learn(fold, 10);
    assertThat(get("/v2/models/taxi/ready").statusCode()).isEqualTo(200);
    assertThat(infer("taxi", ONE).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldAskForThePartitionWhereEachHasAModelOfItsOwn() throws Exception {
    learn(fold, 100);
    learn(open(live, 1), 30);
    String at = "{\"parameters\":{\"partition\":%d}," + ONE.strip().substring(1);

    HttpResponse<String> none = infer("taxi", ONE);

    assertThat(none.statusCode()).isEqualTo(400);
    assertThat(json(none).get("error").textValue()).contains("one of 0, 1");
    for (int partition = 0; partition < 2; partition++) {
      JsonNode answer = json(infer("taxi", at.formatted(partition)));
      assertThat(answer.at("/parameters/partition").intValue()).isEqualTo(partition);
      assertThat(answer.at("/parameters/offset").intValue()).isEqualTo(partition == 0 ? 100 : 30);
      assertThat(get("/v2/models/taxi?partition=" + partition).statusCode()).isEqualTo(200);
    }
    assertThat(get("/v2/models/taxi?partition=x").statusCode()).isEqualTo(400);
    assertThat(get("/v2/models/taxi").statusCode()).isEqualTo(200);
    assertThat(get("/v2/models/taxi/ready").statusCode()).isEqualTo(200);
    live.of(1).close();
    assertThat(get("/v2/models/taxi/ready").statusCode()).isEqualTo(503);
    assertThat(get("/v2/models/taxi/ready?partition=0").statusCode()).isEqualTo(200);
    assertThat(infer("taxi", at.formatted(1)).statusCode()).isEqualTo(503);
  }

  @Test
  void shouldSayDigestAndAgeOfACopy() throws Exception {
    Fold copy = open(copies, 0);
    learn(copy, 100);
    String digest = "{\"parameters\":{\"digest\":true}," + ONE.strip().substring(1);

    JsonNode answer = json(infer("copy", digest));
    JsonNode trees = json(infer("copy.trees", digest));

    assertThat(answer.at("/parameters/digest").textValue()).isEqualTo(copy.report().digest(3));
    assertThat(trees.at("/parameters/digest").textValue()).isEqualTo(copy.report().digest(2));
    assertThat(answer.at("/parameters/age_ms").intValue()).isBetween(40, 60_000);
    assertThat(json(infer("copy", ONE)).at("/parameters").has("digest")).isFalse();
  }

  @Test
  void shouldCountQuestionsByModelAndStatus() throws Exception {
    learn(fold, 100);
    infer("taxi", ONE);
    infer("nobody-" + "x".repeat(100), ONE);

    assertThat(meters.scrape())
        .contains(
            "gyre_questions_seconds_count{application=\"taxi\",model=\"taxi\",status=\"200\"} 1")
        .contains("gyre_questions_seconds_count{application=\"taxi\",model=\"\",status=\"404\"} 1")
        .doesNotContain("nobody");
  }
}
