package io.gyre.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.PrintableText;
import io.gyre.serving.AccessToken;
import io.gyre.serving.TlsFiles;
import io.gyre.topic.Prediction;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;

/** A server that is asked by the Open Inference Protocol, as any client of it would. */
final class AskedServer {

  /** A step that no answer of the protocol says. */
  private static final int UNKNOWN_STEP = -1;

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final JsonMapper JSON = new JsonMapper();

  private final URI url;
  private final String authorization;
  private final HttpClient client;

  /**
   * @param certificate what is trusted instead of what the JVM trusts; null for that
   * @param token the file with the token; null for none
   * @throws GyreException if one of them cannot be used
   */
  AskedServer(String url, Path certificate, Path token) {
    this.url = checked(url);
    authorization = token == null ? null : AccessToken.read(token).authorization();
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT);
    client =
        (certificate == null ? builder : builder.sslContext(TlsFiles.client(certificate))).build();
  }

  private static URI checked(String url) {
    try {
      URI found = URI.create(url.replaceFirst("/+$", ""));
      if (List.of("http", "https").contains(found.getScheme())
          && found.getHost() != null
          && found.getRawQuery() == null) {
        return found;
      }
    } catch (IllegalArgumentException e) {
      // The message below says what is expected.
    }
    throw GyreException.of(
        "--url: expected as http://localhost:8082 or https://HOST:PORT, found '%s'",
        PrintableText.brief(url));
  }

  /** Returns the name of the model that speaks for all learners of the first application. */
  String firstModel() throws InterruptedException {
    return get("/v2/models").path("models").path(0).asText();
  }

  /** Returns the columns that the fields of a model have at least, as {@link KnownFields} reads. */
  List<String> columns(String model) throws InterruptedException {
    List<String> columns = new ArrayList<>();
    for (JsonNode input : get(path(model)).path("inputs")) {
      String name = input.path("name").asText();
      boolean isNumber = input.path("datatype").asText().equals("FP64");
      // The first is the record as a whole, beside which a field may have the same name.
      if (!columns.isEmpty() || !name.equals("json")) {
        columns.add(isNumber ? name : name + " missing");
      }
    }
    return columns;
  }

  /** Asks a model about one record, as the answer is sent. */
  JsonNode ask(String model, Integer partition, String record, boolean why)
      throws InterruptedException {
    Map<String, Object> question = new LinkedHashMap<>();
    question.put(
        "inputs",
        List.of(
            Map.of(
                "name",
                "json",
                "datatype",
                "BYTES",
                "shape",
                List.of(1),
                "data",
                List.of(record))));
    List<String> outputs = new ArrayList<>(List.of("label", "probabilities", "classes"));
    if (why) {
      outputs.add("why");
    }
    question.put("outputs", outputs.stream().map(name -> Map.of("name", name)).toList());
    if (partition != null) {
      question.put("parameters", Map.of("partition", partition));
    }
    return send(
        path(model) + "/infer",
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JSON.valueToTree(question).toString())));
  }

  /**
   * Makes a prediction of an answer, with the probabilities of all classes, since it does not say
   * which of two is the positive one.
   */
  Prediction prediction(JsonNode answer) {
    try {
      Map<Label, Double> probabilities = new LinkedHashMap<>();
      for (JsonNode label : data(answer, "classes")) {
        JsonNode probability = data(answer, "probabilities").path(probabilities.size());
        probabilities.put(Label.parse(label.asText()), probability.asDouble(-1));
      }
      JsonNode why = JSON.readTree(data(answer, "why").path(0).asText("{}"));
      Map<String, Double> reasons = new LinkedHashMap<>();
      why.path("why").properties().forEach(f -> reasons.put(f.getKey(), f.getValue().asDouble()));
      int partition = answer.at("/parameters/partition").asInt();
      long offset = answer.at("/parameters/offset").asLong();
      return new Prediction(
          partition + "-" + offset,
          answer.path("model_name").asText(),
          Label.parse(data(answer, "label").path(0).asText()),
          Double.NaN,
          null,
          probabilities,
          null,
          UNKNOWN_STEP,
          partition,
          offset,
          null,
          reasons,
          why.has("untried") ? (Integer) why.get("untried").asInt() : null);
    } catch (IllegalArgumentException | InvalidPointException | JsonProcessingException e) {
      throw notGyres("something else", e);
    }
  }

  /** Returns the values of an output, none if it is not there. */
  private static JsonNode data(JsonNode answer, String output) {
    for (JsonNode each : answer.path("outputs")) {
      if (each.path("name").asText().equals(output)) {
        return each.path("data");
      }
    }
    return JSON.missingNode();
  }

  private static String path(String model) {
    return "/v2/models/" + URLEncoder.encode(model, UTF_8).replace("+", "%20");
  }

  private JsonNode get(String path) throws InterruptedException {
    return send(path, HttpRequest.newBuilder());
  }

  private JsonNode send(String path, HttpRequest.Builder request) throws InterruptedException {
    request.uri(URI.create(url + path)).timeout(TIMEOUT);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    HttpResponse<String> response;
    try {
      response = client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new GyreException("--url %s: %s".formatted(url, reason(e)), e);
    }
    int status = response.statusCode();
    try {
      JsonNode body = JSON.readTree(response.body());
      if (status == 200) {
        return body;
      }
      if (body.path("error").isTextual()) {
        throw GyreException.of(
            "%s%s: %s%s",
            url, path, body.get("error").textValue(), status == 401 ? tokenHint() : "");
      }
    } catch (JsonProcessingException e) {
      // The message below says what was expected.
    }
    throw notGyres("HTTP status " + status, null);
  }

  private String tokenHint() {
    return authorization == null ? " (--token-file names the file that has it)" : "";
  }

  private GyreException notGyres(String found, Exception cause) {
    return new GyreException(
        "--url %s: expected a Gyre that answers by the Open Inference Protocol, found %s"
            .formatted(url, found),
        cause);
  }

  private static String reason(IOException failure) {
    if (failure instanceof HttpTimeoutException) {
      return "no answer within %d s".formatted(TIMEOUT.toSeconds());
    }
    if (failure instanceof ConnectException) {
      return failure.getCause() instanceof UnresolvedAddressException
          ? "there is no such host"
          : "nothing listens there: is 'gyre serve', 'gyre learn' or 'gyre up' running?";
    }
    return failure instanceof SSLException
        ? "TLS: %s (--tls-cert names a certificate to trust)".formatted(failure.getMessage())
        : "the connection broke off: " + failure.getMessage();
  }
}
