package io.gyre.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gyre.GyreException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry that has a certificate of its own, and wants one of its clients. */
class RegistryTlsTest {

  private static final String PASSWORD = "pass-word";

  @TempDir static Path folder;
  private static StubRegistry stub;

  @BeforeAll
  static void start() throws Exception {
    keys("server", "-ext", "SAN=dns:localhost");
    keys("client");
    trust("trusted.p12", "PKCS12");
    trust("trusted.jks", "JKS");
    Map<String, String> its = new HashMap<>(keystore("ssl.", "server"));
    its.put("ssl.truststore.type", "PEM");
    its.put("ssl.truststore.location", file("client.pem"));
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      factory.configure(new ConfigDef().withClientSslSupport().parse(its));
      SSLContext ssl = factory.sslContext();
      stub = StubRegistry.startWithTls(ssl);
    }
    stub.withConfluent("").with("/schemas/ids/7", "{\"schema\":\"{}\"}");
  }

  @AfterAll
  static void stop() {
    stub.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PKCS12", "JKS", "PEM", "certificates"})
  void shouldTrustWhatTheSettingsSay(String how) throws Exception {
    Map<String, String> properties = new HashMap<>(keystore("schema.registry.ssl.", "client"));
    properties.put("schema.registry.ssl.truststore.type", how.equals("certificates") ? "PEM" : how);
    switch (how) {
      case "certificates" ->
          properties.put(
              "schema.registry.ssl.truststore.certificates",
              Files.readString(Path.of(file("server.pem"))));
      case "PEM" -> properties.put("schema.registry.ssl.truststore.location", file("server.pem"));
      default -> {
        String store = how.equals("JKS") ? "trusted.jks" : "trusted.p12";
        properties.put("schema.registry.ssl.truststore.location", file(store));
        properties.put("schema.registry.ssl.truststore.password", PASSWORD);
      }
    }

    assertThat(text(properties)).isEqualTo("{}");
  }

  @Test
  void shouldUseTheSettingsForBrokersIfThereAreNoOthers() throws Exception {
    Map<String, String> properties = new HashMap<>(keystore("ssl.", "client"));
    properties.put("ssl.truststore.type", "PEM");
    properties.put("ssl.truststore.location", file("server.pem"));
    assertThat(text(properties)).isEqualTo("{}");

    properties.put("schema.registry.ssl.truststore.type", "PEM");
    properties.put("schema.registry.ssl.truststore.location", file("client.pem"));
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

  /** The certificate is for localhost. */
  @Test
  void shouldNotTrustACertificateForAnotherHost() {
    Map<String, String> properties = new HashMap<>(keystore("ssl.", "client"));
    properties.put("ssl.truststore.type", "PEM");
    properties.put("ssl.truststore.location", file("server.pem"));
    properties.put("ssl.endpoint.identification.algorithm", "");
    properties.put("schema.registry.url", "https://127.0.0.1:" + stub.port());

    assertThat(failure(properties)).hasMessageContaining("TLS");
  }

  @Test
  void shouldNotGetInWithoutACertificateOfItsOwn() {
    assertThat(
            failure(
                Map.of(
                    "ssl.truststore.type", "PEM", "ssl.truststore.location", file("server.pem"))))
        .hasMessageContaining("does not answer");
  }

  @Test
  void shouldSayThatAPasswordIsWrongWithoutShowingIt() {
    GyreException failure =
        catchThrowableOfType(
            GyreException.class,
            () ->
                SchemaRegistry.of(
                    Map.of(
                        "schema.registry.url",
                        "https://localhost",
                        "schema.registry.ssl.truststore.type",
                        "PKCS12",
                        "schema.registry.ssl.truststore.location",
                        file("trusted.p12"),
                        "schema.registry.ssl.truststore.password",
                        "s3cr3t")));

    assertThat(failure).hasMessageContaining("schema.registry.ssl.truststore");
    assertThat(failure).hasMessageContaining("password").hasMessageNotContaining("s3cr3t");
  }

  private static String text(Map<String, String> properties) throws Exception {
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

  private static Map<String, String> keystore(String prefix, String name) {
    return Map.of(
        prefix + "keystore.type",
        "PKCS12",
        prefix + "keystore.location",
        file(name + ".p12"),
        prefix + "keystore.password",
        PASSWORD,
        prefix + "key.password",
        PASSWORD);
  }

  private static void keys(String name, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-keystore",
                file(name + ".p12"),
                "-storetype",
                "PKCS12"));
    arguments.addAll(List.of(more));
    keytool(arguments.toArray(String[]::new));
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        name,
        "-keystore",
        file(name + ".p12"),
        "-file",
        file(name + ".pem"));
  }

  private static void trust(String store, String type) throws Exception {
    KeyStore trusted = KeyStore.getInstance(type);
    trusted.load(null, null);
    try (InputStream certificate = Files.newInputStream(Path.of(file("server.pem")))) {
      trusted.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
    }
    try (OutputStream file = Files.newOutputStream(Path.of(file(store)))) {
      trusted.store(file, PASSWORD.toCharArray());
    }
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
  }
}
