package io.gyre.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * The settings for a schema registry, under the names that Confluent's clients use.
 *
 * @param endpoints at least one; if one does not answer, the next is asked
 * @param ssl null for that of the JVM
 */
record RegistrySettings(List<Endpoint> endpoints, SSLContext ssl) {

  static final String PREFIX = "schema.registry.";
  static final String URL = PREFIX + "url";

  private static final String SOURCE = "basic.auth.credentials.source";
  private static final String USER_INFO = "basic.auth.user.info";
  private static final String BEARER_SOURCE = "bearer.auth.credentials.source";
  private static final String TOKEN = "bearer.auth.token";

  /**
   * An address of the registry.
   *
   * @param url without user info, and without a slash at its end
   * @param authorization the header of this name, which is a secret; null for none
   */
  record Endpoint(String url, String authorization) {
    @Override
    public String toString() {
      return url;
    }
  }

  /**
   * Reads the settings.
   *
   * @throws GyreException naming the property that is wrong, without its value if that is a secret
   */
  static RegistrySettings of(Map<String, String> properties) {
    String given = authorization(properties);
    List<Endpoint> endpoints = new ArrayList<>();
    // A password may have a comma.
    for (String url : properties.get(URL).split(",(?=\\s*https?://)|,(?!.*@)", -1)) {
      endpoints.add(endpoint(url.strip(), given, get(properties, SOURCE, "URL").equals("URL")));
    }
    return new RegistrySettings(List.copyOf(endpoints), ssl(properties));
  }

  /** Returns a setting, which may have the prefix. */
  private static String get(Map<String, String> properties, String name, String otherwise) {
    String value = properties.getOrDefault(PREFIX + name, properties.get(name));
    return value == null || value.isBlank() ? otherwise : value.strip();
  }

  private static String authorization(Map<String, String> properties) {
    String token = get(properties, TOKEN, null);
    String user = get(properties, USER_INFO, null);
    String source = get(properties, SOURCE, "URL");
    String bearerSource = get(properties, BEARER_SOURCE, "STATIC_TOKEN");
    if (!List.of("URL", "USER_INFO").contains(source)) {
      throw GyreException.of("%s: expected URL or USER_INFO, found '%s'.", SOURCE, source);
    }
    if (!bearerSource.equals("STATIC_TOKEN")) {
      throw GyreException.of("%s: expected STATIC_TOKEN, found '%s'.", BEARER_SOURCE, bearerSource);
    }
    if (source.equals("USER_INFO") && user == null) {
      throw GyreException.of(
          "%s: expected USER:PASSWORD because of %s=USER_INFO, found nothing.", USER_INFO, SOURCE);
    }
    if (user != null && !user.contains(":")) {
      throw GyreException.of("%s: expected USER:PASSWORD, found no colon.", USER_INFO);
    }
    if (user != null && token != null) {
      throw GyreException.of("%s and %s: expected one of them, found both.", USER_INFO, TOKEN);
    }
    if (token != null) {
      if (!token.matches("[\\x21-\\x7e]+")) {
        throw GyreException.of("%s: expected ASCII without spaces, found others.", TOKEN);
      }
      return "Bearer " + token;
    }
    return user == null ? null : basic(user);
  }

  private static String basic(String userInfo) {
    return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(UTF_8));
  }

  private static Endpoint endpoint(String text, String given, boolean ofUrl) {
    try {
      URI uri = new URI(text);
      if (List.of("http", "https").contains(String.valueOf(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        String user = ofUrl ? uri.getUserInfo() : null;
        String url = withoutUser(text).replaceAll("/+$", "");
        return new Endpoint(url, given == null && user != null ? basic(user) : given);
      }
    } catch (URISyntaxException e) {
      // Its message would show the user info.
    }
    throw GyreException.of(
        "%s: expected addresses such as http://localhost:8081, with commas between them, found '%s'.",
        URL, withoutUser(text));
  }

  /** Takes too much rather than too little: a password may contain anything. */
  static String withoutUser(String url) {
    return url.replaceFirst("^(\\w*:?/*).*@", "$1");
  }

  /** Takes all from the settings with the prefix, or else from those for the brokers. */
  private static SSLContext ssl(Map<String, String> properties) {
    String prefix =
        properties.keySet().stream().anyMatch(name -> name.startsWith(PREFIX + "ssl."))
            ? PREFIX
            : "";
    ConfigDef known = new ConfigDef().withClientSslSupport();
    Map<String, String> given = new HashMap<>();
    for (String name : known.names()) {
      String value = properties.get(prefix + name);
      if (name.startsWith("ssl.") && value != null) {
        given.put(name, value);
      }
    }
    if (given.keySet().stream().noneMatch(name -> name.matches("ssl\\.(trust|key)store\\..*"))) {
      return null;
    }
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      factory.configure(known.parse(given));
      return factory.sslContext();
    } catch (ConfigException e) {
      throw new GyreException(prefix + e.getMessage(), e);
    } catch (KafkaException e) {
      throw new GyreException(
          "%sssl.truststore.* and ssl.keystore.*: cannot use these files, types and passwords (%s)."
              .formatted(prefix, reason(e)),
          e);
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage();
  }
}
