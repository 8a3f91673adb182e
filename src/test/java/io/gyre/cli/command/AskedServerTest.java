package io.gyre.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.gyre.TestPorts;
import io.gyre.cli.Terminated;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.data.Fields;
import io.gyre.fold.Fold;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.AmountQuestion;
import io.gyre.fold.intake.AskOptions;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.format.RecordReader;
import io.gyre.format.survey.SurveyedFields;
import io.gyre.http.AccessToken;
import io.gyre.http.HttpAddress;
import io.gyre.http.HttpLimits;
import io.gyre.http.HttpSecurity;
import io.gyre.http.HttpServer;
import io.gyre.http.JsonBody;
import io.gyre.http.Probes;
import io.gyre.http.TlsFiles;
import io.gyre.inference.InferenceRoutes;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.time.WindowSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code gyre ask --url} asks and says. */
class AskedServerTest {

  private static final FoldSettings SETTINGS =
      new FoldSettings(LearnerPresets.FAST.learners(), WindowSettings.standard());
  private static final Path TLS = Path.of("src/test/resources/tls");
  private static final String TOKEN = "a-token-of-22-letters.";

  @TempDir Path folder;

  private final LiveFolds live = new LiveFolds();

  /** Lets a fold of each of some partitions be asked that has learned a little. */
  private HttpServer server(HttpSecurity security, int partitions) {
    for (int partition = 0; partition < partitions; partition++) {
      Fold fold = Fold.open(SETTINGS, FoldStore.unsaved("test"));
      for (int i = 0; i < 200; i++) {
        String row =
            "{\"age\":%d,\"carrier\":\"%s\",\"label\":\"%s\"}"
                .formatted(i % 40, i % 3 == 0 ? "DL" : "AA", i % 40 > 9 + 20 * partition);
        fold.apply(LogRecord.of(LogRecord.Kind.POINT, row.getBytes(UTF_8), 1_000 + i, 0, i));
      }
      live.of(partition).open(fold, () -> SurveyedFields.NONE);
    }
    return server(security);
  }

  private HttpServer server(HttpSecurity security) {
    InferenceRoutes routes = new InferenceRoutes(() -> Map.of("orders", live), Probes.onlooker());
    return HttpServer.start(
        new HttpAddress("127.0.0.1", 0, Set.of(), security),
        HttpLimits.BODY_TIME,
        routes::isFree,
        routes::register);
  }

  private static Terminated ask(String url, String... more) {
    List<String> words = new ArrayList<>(List.of("ask", "--url=" + url));
    words.addAll(List.of(more));
    return Terminated.run(Map.of(), words.toArray(String[]::new));
  }

  private static Fields fields(String json) throws Exception {
    return RecordReader.of(SETTINGS.records().ofQuestions(), RecordReader.Accepts.QUESTIONS)
        .read(json.getBytes(UTF_8))
        .fields();
  }

  @Test
  void shouldSayWhatTheModelSaysToTheLastBit() throws Exception {
    try (HttpServer server = server(HttpSecurity.NONE, 1)) {
      Answer expected =
          live.ask(0, fields("{\"age\":\"33\",\"carrier\":\"DL\"}"), true).orElseThrow();
      int blend = expected.learners.indexOf(SETTINGS.deciding());

      Terminated found = ask(server.url() + "/", "--why", "--json", "age=33", "carrier=DL");
      JsonNode said = JsonBody.JSON.readTree(found.out());
      JsonNode why = JsonBody.JSON.readTree(said.at("/outputs/4/data/0").textValue());

      found.requireDone();
      assertThat(found.err()).isEmpty();
      assertThat(said.get("model_name").textValue()).isEqualTo("orders");
      for (int k = 0; k < 2; k++) {
        assertThat(said.at("/outputs/1/data/" + k).doubleValue())
            .isEqualTo(expected.probability(blend, k));
      }
      assertThat(
              JsonBody.JSON.convertValue(
                  why.get("why"), new TypeReference<Map<String, Double>>() {}))
          .isEqualTo(expected.why(blend).fields());
    }
  }

  @Test
  void shouldSayAnAmountAndWhatIsAskedBesideIt() throws Exception {
    FoldSettings settings =
        new FoldSettings(
            SETTINGS.records().withAmounts(),
            LearnerPresets.AMOUNTS.learners(),
            WindowSettings.standard());
    Fold fold = Fold.open(settings, FoldStore.unsaved("test"));
    for (int i = 0; i < 300; i++) {
      String row = "{\"age\":%d,\"label\":%d}".formatted(i % 40, 3 * (i % 40) + i % 7);
      fold.apply(LogRecord.of(LogRecord.Kind.POINT, row.getBytes(UTF_8), 1_000 + i, 0, i));
    }
    live.of(0).open(fold, () -> SurveyedFields.NONE);
    int mix = settings.decider();
    AmountQuestion question = new AmountQuestion(95, 0.8, 100);
    Answer expected = fold.ask(fields("{\"age\":\"33\"}"), AskOptions.ALL.withAmounts(question));
    try (HttpServer server = server(HttpSecurity.NONE)) {
      String[] asked = {"--interval=95", "--quantile=0.8", "--above=100", "age=33"};

      Terminated found = ask(server.url(), asked);
      JsonNode said =
          JsonBody.JSON.readTree(
              ask(
                      server.url(),
                      Stream.concat(Stream.of("--json"), Stream.of(asked)).toArray(String[]::new))
                  .out());

      found.requireDone();
      assertThat(found.out()).contains("amount", "interval", "quantile", "above");
      Map<String, Double> outputs = new HashMap<>();
      said.get("outputs")
          .forEach(
              each -> outputs.put(each.get("name").textValue(), each.at("/data/0").doubleValue()));
      outputs.remove("offset");
      assertThat(outputs)
          .isEqualTo(
              Map.of(
                  "amount", expected.amount(mix),
                  "lower", expected.lower(mix),
                  "upper", expected.upper(mix),
                  "quantile", expected.quantile(mix),
                  "above", expected.above(mix)));
      HttpRequest unsaid =
          HttpRequest.newBuilder(URI.create(server.url() + "/v2/models/orders/infer"))
              .POST(
                  BodyPublishers.ofString(
                      """
                      {"inputs": [{"name": "age", "shape": [1], "datatype": "FP64", "data": [33]}],
                       "outputs": [{"name": "above"}]}"""))
              .build();
      assertThat(HttpClient.newHttpClient().send(unsaid, BodyHandlers.ofString()).body())
          .contains("output above: expected the parameter of this name, found none");
      assertThat(ask(server.url(), "--interval=20", "age=33").err())
          .contains("level: expected 50 to 99.9 percent, found 20");
    }
  }

  @Test
  void shouldShowItAsATable() {
    try (HttpServer server = server(HttpSecurity.NONE, 2)) {
      Terminated table =
          ask(
              server.url(),
              "--partition=1",
              "--learner=logistic," + SETTINGS.deciding(),
              "--why",
              "age=33",
              "carrier=XX");

      table.requireDone();
      assertThat(table.out().lines().limit(2).map(line -> line.replaceAll(" +", " ")))
          .first()
          .isEqualTo("learner prediction probability of class step");
      assertThat(table.out())
          .containsPattern("logistic +true +0\\.[5-9]\\d* +true +-\n")
          .containsPattern("logistic says true: the terms of the logit.*\\R +\\+[0-9.]+  age\\R")
          .contains("\n\n" + SETTINGS.deciding() + " says true: how far each field");
    }
  }

  @Test
  void shouldSayWhatTheServerRefuses() {
    try (HttpServer server = server(HttpSecurity.NONE, 2)) {
      String url = server.url();
      assertFails(ask(url, "age=3"), "partition: expected one of 0, 1, since each has a model");
      assertFails(ask(url, "--learner=lime", "age=3"), "model \"lime\": expected one of orders");
      assertFails(
          ask(url, "--partition=0", "label=3"), "row 0 cannot be read", "a field besides label");
      assertFails(
          ask(url, "--partition=0", "size=3"),
          "\"size\": expected a field of the stream, one of age");
      assertFails(ask(url, "--partition=0", "age=x"), "\"age\": expected numbers", "found \"x\"");
    }
  }

  @Test
  void shouldSayThatNothingListens() {
    assertFails(ask("http://127.0.0.1:" + TestPorts.reserve(), "1"), "nothing listens there");
  }

  /** Java knows no host with an underscore, as containers may have. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:8082",
        "http://gyre_serve:8082",
        "http://localhost:x",
        "http://localhost:99999",
        "http://[::1",
        "http://a|b:1",
        "http://localhost/v2"
      })
  void shouldSayThatAUrlIsNone(String url) {
    Terminated none = ask(url, "age=1");
    assertThat(none.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(none.err())
        .contains("--url: expected as http://localhost:8082", "found '" + url + "'");
  }

  @Test
  void shouldSendNoTokenInTheClearBeyondThisMachine() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), TOKEN);
    Terminated refused = ask("http://192.0.2.1:8082", "--token-file=" + token, "age=1");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err()).contains("expected https://").doesNotContain(TOKEN);
  }

  @Test
  void shouldAskTheLearnersOfTheApplicationThatIsNamed() {
    try (HttpServer server = server(HttpSecurity.NONE, 1)) {
      ask(server.url(), "--application-id=orders", "--learner=logistic", "age=3").requireDone();
      assertFails(
          ask(server.url(), "--application-id=other", "--learner=logistic", "age=3"),
          "model \"other.logistic\": expected one of orders");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https, ec.pem, true, ",
    "https, ec.pem, false, --token-file names the file",
    "https, , true, --tls-cert names a certificate to trust",
    "http, , true, ask https:// instead",
  })
  void shouldAskByCertificateAndToken(
      String scheme, String trusted, boolean hasToken, String failure) throws Exception {
    Path token = Files.writeString(folder.resolve("token"), TOKEN);
    HttpSecurity security =
        new HttpSecurity(
            TlsFiles.server(TLS.resolve("ec.pem"), TLS.resolve("ec.key")),
            AccessToken.read(token),
            false,
            false);
    try (HttpServer server = server(security, 1)) {
      List<String> more = new ArrayList<>(List.of("age=33"));
      if (trusted != null) {
        more.add("--tls-cert=" + TLS.resolve(trusted));
      }
      if (hasToken) {
        more.add("--token-file=" + token);
      }
      Terminated asked = ask(scheme + "://localhost:" + server.port(), more.toArray(String[]::new));

      if (failure == null) {
        asked.requireDone();
      } else {
        assertFails(asked, failure);
      }
      assertThat(asked.out() + asked.err()).doesNotContain(TOKEN);
    }
  }

  private static void assertFails(Terminated asked, String... said) {
    assertThat(asked.exitCode()).as(asked.err()).isEqualTo(ExitCode.FAILED);
    assertThat(asked.err()).contains(said);
  }
}
