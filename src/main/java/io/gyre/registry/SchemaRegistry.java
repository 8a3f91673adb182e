package io.gyre.registry;

import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;
import io.gyre.format.Schema;
import io.gyre.format.ValueFormat;
import io.gyre.format.ValueFormat.Reference;
import io.gyre.registry.RegistryApi.Link;
import io.gyre.registry.RegistryApi.SchemaAnswer;
import io.gyre.registry.RegistrySettings.Endpoint;
import io.gyre.words.PrintableText;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client of a schema registry: Confluent's, Apicurio's, or another one with Confluent's API.
 * Thread-safe.
 */
public final class SchemaRegistry implements AutoCloseable {

  /** The most schemas that one refers to, in all. */
  static final int MAX_REFERENCES = 100;

  /**
   * The ids that records name, and the paths to their schemas. Servers answer ids that they cannot
   * parse as if the path were wrong, so those are not asked for.
   */
  private enum Ids {
    ID("id/([1-9]\\d{0,9})", "/schemas/ids/"),
    GUID("guid/(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})", "/schemas/guids/"),
    CONTENT("content/(\\d{1,18})", "/ids/contentIds/"),
    GLOBAL("global/(\\d{1,18})", "/ids/globalIds/"),
    HASH("hash/(\\p{XDigit}{1,128})", "/ids/contentHashes/");

    private final Pattern pattern;
    private final String path;

    Ids(String pattern, String path) {
      this.pattern = Pattern.compile(pattern);
      this.path = path;
    }

    /** Returns the id in a name; null if it is not one of these. */
    String in(String name) {
      Matcher matcher = pattern.matcher(name);
      boolean there = matcher.matches();
      return there && (this != ID || Long.parseLong(matcher.group(1)) <= Integer.MAX_VALUE)
          ? matcher.group(1)
          : null;
    }
  }

  /** A schema with all that it refers to, as {@link ValueFormat#schema} takes it. */
  record Whole(ValueFormat format, String text, List<Reference> references) {}

  /** Asks one endpoint. */
  private interface Work<T, E extends Exception> {
    T with(RegistryApi api) throws E;
  }

  /** Gives a schema that another one refers to. */
  private interface Links {
    SchemaAnswer follow(Link link) throws InvalidPointException;
  }

  private final List<Endpoint> endpoints;
  private final RegistryHttp http;
  private final Map<Endpoint, RegistryApi> apis = new ConcurrentHashMap<>();
  private volatile int current;

  private SchemaRegistry(RegistrySettings settings) {
    endpoints = settings.endpoints();
    http = new RegistryHttp(settings.ssl());
  }

  /**
   * Makes a client, and asks nothing yet.
   *
   * @param properties of Kafka's clients: {@code schema.registry.url}, and {@code basic.auth.*},
   *     {@code bearer.auth.token} and {@code ssl.*}, which may have the prefix {@code
   *     schema.registry.}; the registry's certificate must be for its host, whatever they say
   * @return null if they name no registry
   * @throws GyreException naming the property that is wrong
   */
  public static SchemaRegistry of(Map<String, String> properties) {
    return properties.containsKey(RegistrySettings.URL)
        ? new SchemaRegistry(RegistrySettings.of(properties))
        : null;
  }

  /** Returns addresses without user info. */
  public static String withoutUser(String urls) {
    return RegistrySettings.withoutUser(urls);
  }

  /**
   * Checks properties as {@link #of} does.
   *
   * @throws GyreException naming the property that is wrong
   */
  public static void check(Map<String, String> properties) {
    if (properties.containsKey(RegistrySettings.URL)) {
      RegistrySettings.of(properties);
    }
  }

  /**
   * Makes sure that it answers.
   *
   * @throws RegistryException if it does not
   */
  public void requireAnswer() {
    onOne(api -> api);
  }

  /** Returns the address in use, without user info. */
  public String url() {
    return endpoints.get(current).url();
  }

  /**
   * Asks for a schema with all that it refers to.
   *
   * @param id as records name it: {@code id/7}, {@code guid/…}, {@code content/7}, {@code
   *     global/7}, {@code hash/…}
   * @return the schema; a denied one if the registry has it and it cannot be used
   * @throws RegistryException if the registry does not know it, or does not give it
   */
  public Schema find(String id) {
    try {
      Whole whole = fetch(id);
      return whole.format.schema(whole.text, whole.references);
    } catch (InvalidPointException e) {
      return Schema.denied(e.getMessage());
    }
  }

  Whole fetch(String id) throws InvalidPointException {
    for (Ids ids : Ids.values()) {
      String value = ids.in(id);
      if (value != null) {
        return onOne(api -> fetch(api, ids, value));
      }
    }
    throw new InvalidPointException("no schema registry gives such an id");
  }

  /**
   * Registers a schema; the same one again gets the same id.
   *
   * @return its id, as in {@code id/7}
   * @throws RegistryException if the registry refuses it, or does not answer
   */
  public int register(String subject, ValueFormat format, String text) {
    return onOne(api -> api.register(subject, format, text));
  }

  /** Asks one endpoint after another until one answers, first the one that did before. */
  private <T, E extends Exception> T onOne(Work<T, E> work) throws E {
    int first = current;
    RegistryException failure = null;
    for (int i = 0; i < endpoints.size(); i++) {
      int index = (first + i) % endpoints.size();
      try {
        T result = work.with(api(endpoints.get(index)));
        current = index;
        return result;
      } catch (RegistryException e) {
        if (!e.isAway()) {
          throw e;
        }
        failure = e;
      }
    }
    throw failure;
  }

  private RegistryApi api(Endpoint endpoint) {
    RegistryApi known = apis.get(endpoint);
    if (known == null) {
      known = RegistryApi.discover(http, endpoint);
      apis.put(endpoint, known);
    }
    return known;
  }

  private static Whole fetch(RegistryApi api, Ids ids, String value) throws InvalidPointException {
    String path = ids.path + value;
    return switch (ids) {
      case ID -> {
        SchemaAnswer found = api.byConfluent(path);
        yield api.apicurio() == null || found.links().isEmpty()
            ? whole(found, link -> api.byConfluent(link.path()))
            : withGroups(api, found, value);
      }
      case GUID -> whole(api.byGuid(path), link -> api.byConfluent(link.path()));
      case CONTENT, GLOBAL, HASH -> ofApicurio(api, api.byApicurio(path, ""));
    };
  }

  /**
   * Returns a schema of Apicurio's by its own API if that may be used: Confluent's leaves out the
   * groups of references, so it does not find them, or finds others.
   *
   * @param id of a content, or of a version if the server is set up so
   */
  private static Whole withGroups(RegistryApi api, SchemaAnswer found, String id)
      throws InvalidPointException {
    for (Ids ids : List.of(Ids.CONTENT, Ids.GLOBAL)) {
      try {
        SchemaAnswer same = api.byApicurio(ids.path + id, "");
        if (same.text().equals(found.text())) {
          return ofApicurio(api, same);
        }
      } catch (RegistryException e) {
        if (e.isAway()) {
          throw e;
        }
      }
    }
    return whole(found, link -> api.byConfluent(link.path()));
  }

  private static Whole ofApicurio(RegistryApi api, SchemaAnswer found)
      throws InvalidPointException {
    return whole(found, link -> api.byApicurio(link.path(), "/content"));
  }

  private static Whole whole(SchemaAnswer found, Links links) throws InvalidPointException {
    Map<Link, Reference> references = new LinkedHashMap<>();
    // Records in JSON name their fields themselves.
    if (found.format() != ValueFormat.JSON_SCHEMA) {
      collect(found, links, new HashSet<>(), references);
    }
    return new Whole(found.format(), text(found, ""), List.copyOf(references.values()));
  }

  /** Adds what a schema refers to, each after what it refers to itself. */
  private static void collect(
      SchemaAnswer found, Links links, Set<Link> open, Map<Link, Reference> references)
      throws InvalidPointException {
    for (Link link : found.links()) {
      if (references.containsKey(link)) {
        continue;
      }
      if (!open.add(link)) {
        throw new InvalidPointException(
            "expected references without a circle, found one with "
                + PrintableText.quoted(link.name()));
      }
      if (open.size() + references.size() > MAX_REFERENCES) {
        throw new InvalidPointException(
            "expected at most %d references, found more".formatted(MAX_REFERENCES));
      }
      SchemaAnswer next = links.follow(link);
      collect(next, links, open, references);
      open.remove(link);
      references.put(link, new Reference(link.name(), text(next, link.name())));
    }
  }

  private static String text(SchemaAnswer found, String name) throws InvalidPointException {
    return found.format() == ValueFormat.PROTOBUF
        ? ProtoText.descriptor(name, found.text())
        : found.text();
  }

  @Override
  public void close() {
    http.close();
  }

  @Override
  public String toString() {
    return "SchemaRegistry[" + url() + "]";
  }
}
