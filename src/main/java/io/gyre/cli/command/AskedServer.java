package io.gyre.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.GyreException;
import io.gyre.cli.option.Options;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.fold.intake.AmountQuestion;
import io.gyre.http.AccessToken;
import io.gyre.http.TlsFiles;
import io.gyre.topic.Prediction;
import io.gyre.words.PrintableText;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLException;

/** A server that is asked by the Open Inference Protocol, as any client of it would. */
final class AskedServer {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int LONGEST_ANSWER = 16 << 20; // bytes, far more than about one point
  private static final String LOOPBACK = "http://(localhost|127\\.[\\d.]+|\\[::1])(:\\d+)?";
  private static final String WHY = "why";
  private static final String QUANTILE = "quantile";
  private static final String ABOVE = "above";
  private static final JsonMapper JSON = new JsonMapper();

  private final String url;
  private final String authorization;
  private final HttpClient client;

  /**
   * @param certificate what is trusted instead of what the JVM trusts; null for that
   * @param token the file with the token; null for none
   * @throws GyreException if one of them cannot be used
   */
  AskedServer(String url, Path certificate, Path token) {
    this.url = checked(url);
    if (token != null && this.url.startsWith("http:") && !this.url.matches(LOOPBACK)) {
      throw GyreException.of(
          "--url %s: expected https://, found http://, by which anybody on the way could read the token",
          PrintableText.brief(url));
    }
    authorization = token == null ? null : AccessToken.read(token).authorization();
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT);
    client =
        (certificate == null ? builder : builder.sslContext(TlsFiles.client(certificate))).build();
  }

  private static String checked(String url) {
    String base = url.replaceFirst("/+$", "");
    try {
      URI uri = HttpRequest.newBuilder(URI.create(base)).build().uri();
      if (base.matches("https?://[^/?#@]+") && uri.getPort() <= Options.LAST_PORT) {
        return base;
      }
    } catch (IllegalArgumentException e) {
      // Refused below: as of a host with an underscore, which no URL may have.
    }
    throw GyreException.of(
        "--url: expected as http://localhost:8082 or https://HOST:PORT, found '%s'",
        PrintableText.brief(url));
  }

  /** Returns the name of the model that speaks for all learners of the first application. */
  String firstModel() throws InterruptedException {
    return send("/v2/models", null).path("models").path(0).asText();
  }

  /**
   * Asks a model about one point, and returns the answer as it is sent.
   *
   * @param values the text of each field by its path; empty if it is missing
   * @param amounts what to say of an amount
   */
  JsonNode ask(
      String model,
      Integer partition,
      Map<String, String> values,
      AmountQuestion amounts,
      boolean why)
      throws InterruptedException {
    ObjectNode question = JSON.createObjectNode();
    values.forEach(
        (path, value) -> {
          ObjectNode tensor = question.withArray("inputs").addObject();
          tensor.put("name", path).put("datatype", "BYTES").putArray("shape").add(1);
          tensor.putArray("data").add(value.isEmpty() ? null : value);
        });
    String path = "/v2/models/" + URLEncoder.encode(model, UTF_8).replace("+", "%20");
    ArrayNode outputs = question.putArray("outputs");
    for (JsonNode output : send(path, null).path("outputs")) {
      boolean wanted =
          switch (output.path("name").asText()) {
            case WHY -> why;
            case QUANTILE -> !Double.isNaN(amounts.quantile());
            case ABOVE -> !Double.isNaN(amounts.above());
            default -> true;
          };
      if (wanted) {
        outputs.addObject().set("name", output.path("name"));
      }
    }
    ObjectNode parameters = question.putObject("parameters").put("partition", partition);
    put(parameters, "level", amounts.level());
    put(parameters, QUANTILE, amounts.quantile());
    put(parameters, ABOVE, amounts.above());
    return send(path + "/infer", question.toString());
  }

  /**
   * Makes a prediction of an answer, with the probabilities of all classes, since it does not say
   * which of two is the positive one, and without a step.
   */
  Prediction prediction(JsonNode answer) {
    try {
      Map<Label, Double> probabilities = new LinkedHashMap<>();
      for (JsonNode name : data(answer, "classes")) {
        JsonNode probability = data(answer, "probabilities").path(probabilities.size());
        probabilities.put(Label.parse(name.asText()), probability.asDouble(-1));
      }
      JsonNode why = JSON.readTree(data(answer, WHY).path(0).asText("{}"));
      Map<String, Double> reasons = new LinkedHashMap<>();
      why.path("why").properties().forEach(f -> reasons.put(f.getKey(), f.getValue().asDouble()));
      JsonNode label = data(answer, "label").path(0);
      return new Prediction(
          "",
          answer.path("model_name").asText(),
          label.isMissingNode() ? null : Label.parse(label.asText()),
          Double.NaN,
          null,
          label.isMissingNode() ? null : probabilities,
          number(answer, "amount"),
          number(answer, "lower"),
          number(answer, "upper"),
          number(answer, QUANTILE),
          number(answer, ABOVE),
          null,
          -1,
          answer.at("/parameters/partition").asInt(),
          answer.at("/parameters/offset").asLong(),
          null,
          reasons,
          why.has("untried") ? (Integer) why.get("untried").asInt() : null);
    } catch (IllegalArgumentException | InvalidPointException | JsonProcessingException e) {
      throw notGyres(e);
    }
  }

  private static Double number(JsonNode answer, String output) {
    JsonNode value = data(answer, output).path(0);
    return value.isNumber() ? (Double) value.asDouble() : null;
  }

  private static void put(ObjectNode parameters, String name, double number) {
    if (!Double.isNaN(number)) {
      parameters.put(name, number);
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

  /**
   * @param body null for a GET
   */
  private JsonNode send(String path, String body) throws InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT);
    if (body != null) {
      request.POST(BodyPublishers.ofString(body));
    }
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    try {
      HttpResponse<InputStream> response =
          client.send(request.build(), BodyHandlers.ofInputStream());
      JsonNode answer;
      try (InputStream content = response.body()) {
        answer = JSON.readTree(content.readNBytes(LONGEST_ANSWER));
      }
      if (response.statusCode() == 200) {
        return answer;
      }
      boolean lacksToken = response.statusCode() == 401 && authorization == null;
      throw GyreException.of(
          "%s%s: %s%s",
          url,
          path,
          answer.path("error").asText("HTTP status " + response.statusCode()),
          lacksToken ? " (--token-file names the file that has it)" : "");
    } catch (JsonProcessingException e) {
      throw notGyres(e);
    } catch (IOException e) {
      throw new GyreException("--url %s: %s".formatted(url, reason(e)), e);
    }
  }

  private GyreException notGyres(Exception cause) {
    return new GyreException(
        "--url %s: expected a Gyre, which answers by the Open Inference Protocol, found another server"
            .formatted(url),
        cause);
  }

  private static String reason(IOException failure) {
    if (failure instanceof ConnectException) {
      return "nothing listens there: is 'gyre serve', 'gyre learn' or 'gyre up' running?";
    }
    return failure instanceof SSLException
        ? "TLS: %s (--tls-cert names a certificate to trust)".formatted(failure.getMessage())
        : "no answer: " + failure.getMessage();
  }
}
