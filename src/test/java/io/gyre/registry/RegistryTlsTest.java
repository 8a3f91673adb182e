package io.gyre.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gyre.GyreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A registry that has a certificate of its own, and wants one of its clients. */
class RegistryTlsTest {

  private static final Path FOLDER = Path.of("src/test/resources/tls");

  private static StubRegistry stub;

  @BeforeAll
  static void start() throws Exception {
    stub = started("ec.pem", "ec.key");
  }

  private static StubRegistry started(String chain, String key) throws Exception {
    Map<String, String> its = new HashMap<>(keystore("ssl.", chain, key));
    its.putAll(truststore("ssl.", "ca.pem"));
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      factory.configure(new ConfigDef().withClientSslSupport().parse(its));
      return StubRegistry.startWithTls(factory.sslContext())
          .withConfluent("")
          .with("/schemas/ids/7", "{\"schema\":\"{}\"}");
    }
  }

  @AfterAll
  static void stop() {
    stub.close();
  }

  private static Map<String, String> keystore(String prefix, String chain, String key) {
    return Map.of(
        prefix + "keystore.type", "PEM",
        prefix + "keystore.certificate.chain", text(chain),
        prefix + "keystore.key", text(key));
  }

  private static Map<String, String> truststore(String prefix, String trusted) {
    return Map.of(
        prefix + "truststore.type", "PEM", prefix + "truststore.certificates", text(trusted));
  }

  private static String text(String file) {
    try {
      return Files.readString(FOLDER.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> client(String prefix) {
    Map<String, String> properties = new HashMap<>(keystore(prefix, "rsa-chain.pem", "rsa.key"));
    properties.putAll(truststore(prefix, "ec.pem"));
    return properties;
  }

  @Test
  void shouldUseTheSettingsForBrokersIfThereAreNoOthers() throws Exception {
    assertThat(schema(client("schema.registry.ssl."))).isEqualTo("{}");
    Map<String, String> properties = client("ssl.");
    assertThat(schema(properties)).isEqualTo("{}");

    properties.putAll(truststore("schema.registry.ssl.", "ca.pem"));
    assertThat(failure(properties)).hasMessageContaining("TLS");
  }

  @Test
  void shouldSayThatACertificateIsNotTrusted() {
    RegistryException failure = failure(Map.of());

    assertThat(failure.isUnknown()).isFalse();
    assertThat(failure)
        .hasMessageContaining("https://localhost:" + stub.port())
        .hasMessageContaining("schema.registry.ssl.truststore.location");
  }

  @Test
  void shouldNotTrustACertificateForAnotherHost() throws Exception {
    try (StubRegistry other = started("rsa-chain.pem", "rsa.key")) {
      Map<String, String> properties = client("ssl.");
      properties.putAll(truststore("ssl.", "ca.pem"));
      properties.put("ssl.endpoint.identification.algorithm", "");
      properties.put("schema.registry.url", "https://localhost:" + other.port());

      assertThat(failure(properties)).hasMessageContaining("TLS");
    }
  }

  @Test
  void shouldNotGetInWithoutACertificateOfItsOwn() {
    assertThat(failure(truststore("ssl.", "ec.pem"))).hasMessageContaining("does not answer");
  }

  @Test
  void shouldSayThatAPasswordIsWrongWithoutShowingIt() {
    Map<String, String> properties =
        new HashMap<>(keystore("schema.registry.ssl.", "ec.pem", "ec-encrypted.key"));
    properties.put("schema.registry.ssl.key.password", "s3cr3t");
    properties.put("schema.registry.url", "https://localhost");
    GyreException failure =
        catchThrowableOfType(GyreException.class, () -> SchemaRegistry.of(properties));

    assertThat(failure).hasMessageContaining("schema.registry.ssl.truststore");
    assertThat(failure).hasMessageContaining("password").hasMessageNotContaining("s3cr3t");
  }

  private static String schema(Map<String, String> properties) throws Exception {
    try (SchemaRegistry registry = registry(properties)) {
      return registry.fetch("id/7").text();
    }
  }

  private static RegistryException failure(Map<String, String> properties) {
    try (SchemaRegistry registry = registry(properties)) {
      return catchThrowableOfType(RegistryException.class, () -> registry.fetch("id/7"));
    }
  }

  private static SchemaRegistry registry(Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    all.putIfAbsent("schema.registry.url", "https://localhost:" + stub.port());
    return SchemaRegistry.of(all);
  }
}
