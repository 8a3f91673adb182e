package io.gyre.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.data.InvalidPointException;
import io.gyre.format.ValueFormat;
import io.gyre.registry.RegistryException.Kind;
import io.gyre.registry.RegistrySettings.Endpoint;
import io.gyre.words.PrintableText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The APIs of one endpoint, whose addresses are known.
 *
 * <p>Protobuf is asked for as text, never with {@code format=serialized}: Apicurio 3.3.3 answers
 * that with damaged bytes or a failure, and after a few failures its health check says "down".
 *
 * @param confluent the address of Confluent's API
 * @param apicurio the address of the server if it is Apicurio's, else null
 */
record RegistryApi(RegistryHttp http, Endpoint endpoint, String confluent, String apicurio) {

  /** A schema that another one refers to, by its path in the API that named it. */
  record Link(String name, String path) {}

  /** A schema as the registry keeps it. */
  record SchemaAnswer(ValueFormat format, String text, List<Link> links) {}

  private static final JsonMapper MAPPER = new JsonMapper();

  /** The formats by the names of registries. */
  private static final Map<String, ValueFormat> FORMATS =
      Map.of(
          "AVRO", ValueFormat.AVRO,
          "PROTOBUF", ValueFormat.PROTOBUF,
          "JSON", ValueFormat.JSON_SCHEMA);

  private static final Pattern OF_APICURIO = Pattern.compile("(.*)/apis/(registry|ccompat)/v\\d+");

  /** Finds out where the APIs are: a person may give any address of an Apicurio server. */
  static RegistryApi discover(RegistryHttp http, Endpoint endpoint) {
    String url = endpoint.url();
    Matcher apicurio = OF_APICURIO.matcher(url);
    String server = apicurio.matches() ? apicurio.group(1) : url;
    boolean whole = apicurio.matches() && apicurio.group(2).equals("ccompat");
    RegistryApi asGiven = new RegistryApi(http, endpoint, url, whole ? server : null);
    RegistryApi within = new RegistryApi(http, endpoint, server + "/apis/ccompat/v7", server);
    RegistryAnswer first = null;
    for (RegistryApi api : whole ? List.of(asGiven) : List.of(asGiven, within)) {
      // No schema has the id 0, so the answer is small, and needs no more rights than a schema.
      RegistryAnswer answer = http.ask(endpoint, api.confluent + "/schemas/ids/0", null);
      if (answer.isUnknown() || answer.isOk() && answer.isOfRegistry()) {
        return api;
      }
      if (answer.isOfRegistry() || answer.isRefusal()) {
        throw answer.failure();
      }
      first = first == null ? answer : first;
    }
    throw first.failure();
  }

  /** Asks Confluent's API. */
  SchemaAnswer byConfluent(String path) throws InvalidPointException {
    return found(http.ask(endpoint, confluent + path, null).object());
  }

  private SchemaAnswer found(JsonNode json) throws InvalidPointException {
    String type = json.path("schemaType").asText("AVRO");
    if (!FORMATS.containsKey(type)) {
      throw new InvalidPointException(
          "expected a schema of Avro, Protobuf or JSON, found one of "
              + PrintableText.quoted(type));
    }
    List<Link> links = new ArrayList<>();
    for (JsonNode reference : json.path("references")) {
      // Deleted ones, too: what refers to them still needs them.
      String versions = "/subjects/" + segment(reference, "subject") + "/versions/";
      String version = versions + segment(reference, "version") + "?deleted=true";
      links.add(new Link(reference.path("name").asText(), version));
    }
    if (!json.path("schema").isTextual()) {
      throw new RegistryException(
          Kind.REFUSED, "The schema registry at %s gave no schema.".formatted(endpoint));
    }
    return new SchemaAnswer(FORMATS.get(type), json.path("schema").asText(), links);
  }

  /** Asks Confluent's API for a schema by GUID, which older versions and Apicurio do not know. */
  SchemaAnswer byGuid(String path) throws InvalidPointException {
    RegistryAnswer answer = http.ask(endpoint, confluent + path, null);
    if (answer.status() == 404 && !answer.isUnknown()) {
      // Apicurio knows none; of another one the answer may be that of something in between.
      throw new RegistryException(
          apicurio == null ? Kind.REFUSED : Kind.UNKNOWN,
          "The schema registry at %s finds no schemas by GUID, which records name; Confluent's does since version 8."
              .formatted(endpoint));
    }
    return found(answer.object());
  }

  /**
   * Asks Apicurio's own API.
   *
   * @param content what version 3 of it adds to the path of a content
   */
  SchemaAnswer byApicurio(String path, String content) {
    if (apicurio == null) {
      throw new RegistryException(
          Kind.UNKNOWN,
          "Records name their schemas as for Apicurio's registry, and that at %s is another one."
              .formatted(endpoint));
    }
    String address = apicurio + "/apis/registry/v3" + path;
    RegistryAnswer answer = http.ask(endpoint, address + content, null);
    if (answer.status() == 404 && !answer.isUnknown()) {
      address = apicurio + "/apis/registry/v2" + path;
      answer = http.ask(endpoint, address, null);
    }
    String text = answer.text();
    List<Link> links = new ArrayList<>();
    for (JsonNode reference : http.ask(endpoint, address + "/references", null).array()) {
      String group = reference.path("groupId").asText("default");
      String artifact = "/groups/" + segment(group) + "/artifacts/";
      String versions = artifact + segment(reference, "artifactId") + "/versions/";
      String version = versions + segment(reference, "version");
      links.add(new Link(reference.path("name").asText(), version));
    }
    return new SchemaAnswer(format(answer.json()), text, links);
  }

  /** Tells the format from the text, which is all that Apicurio gives. */
  private static ValueFormat format(JsonNode json) {
    if (json.isMissingNode()) {
      return ValueFormat.PROTOBUF;
    }
    return json.isArray() || json.isTextual() || json.path("type").asText().equals("record")
        ? ValueFormat.AVRO
        : ValueFormat.JSON_SCHEMA;
  }

  int register(String subject, ValueFormat format, String text) {
    ObjectNode body = MAPPER.createObjectNode().put("schema", text);
    FORMATS.forEach(
        (name, named) -> {
          // Registries that know only Avro refuse its name, too.
          if (named == format && format != ValueFormat.AVRO) {
            body.put("schemaType", name);
          }
        });
    String address = confluent + "/subjects/" + segment(subject);
    // One that is there needs no right to write.
    RegistryAnswer there = http.ask(endpoint, address, body.toString());
    RegistryAnswer answer =
        there.isOk() ? there : http.ask(endpoint, address + "/versions", body.toString());
    JsonNode id = answer.object().path("id");
    if (!id.isInt()) {
      throw new RegistryException(
          Kind.REFUSED, "The schema registry at %s gave a schema no id.".formatted(endpoint));
    }
    return id.asInt();
  }

  private static String segment(JsonNode object, String field) {
    return segment(object.path(field).asText());
  }

  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
