package io.gyre.http;

import io.gyre.GyreException;
import io.gyre.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * TLS by the files that tools for certificates write: PEM, with a key of its own file; read as
 * Kafka's clients read them.
 */
public final class TlsFiles {

  private TlsFiles() {}

  /**
   * Reads a server's certificate and key.
   *
   * @param certificate its certificate, and after it those of who signed it
   * @throws GyreException if a file cannot be used; its message begins with the option
   */
  public static SSLContext server(Path certificate, Path key) {
    Map<String, String> files =
        Map.of(
            "ssl.keystore.type", "PEM",
            "ssl.keystore.certificate.chain", text(Setting.TLS_CERT, certificate),
            "ssl.keystore.key", text(Setting.TLS_KEY, key));
    try (DefaultSslEngineFactory factory = read(files)) {
      requirePair(factory.keystore());
      return factory.sslContext();
    } catch (KafkaException | GeneralSecurityException e) {
      throw new GyreException(
          "%s and %s: %s and %s: expected certificates in PEM, each signed by the next, and the first one's key without a password (-----BEGIN PRIVATE KEY-----; openssl pkey -in OLD -out NEW makes it of any other), found: %s"
              .formatted(Setting.TLS_CERT, Setting.TLS_KEY, certificate, key, reason(e)),
          e);
    }
  }

  /** Reads the certificates that a client trusts, and those signed with them. */
  public static SSLContext client(Path trusted) {
    String certificates = text(Setting.TLS_CERT, trusted);
    try (DefaultSslEngineFactory factory =
        read(Map.of("ssl.truststore.type", "PEM", "ssl.truststore.certificates", certificates))) {
      return factory.sslContext();
    } catch (KafkaException e) {
      throw new GyreException(
          "%s: %s: expected certificates in PEM, found: %s"
              .formatted(Setting.TLS_CERT, trusted, reason(e)),
          e);
    }
  }

  private static DefaultSslEngineFactory read(Map<String, String> files) {
    DefaultSslEngineFactory factory = new DefaultSslEngineFactory();
    factory.configure(new ConfigDef().withClientSslSupport().parse(files));
    return factory;
  }

  private static String reason(Exception fault) {
    Throwable first = fault;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    return first.getMessage();
  }

  /** Requires that the certificate confirms what the key signs; else each handshake would fail. */
  private static void requirePair(KeyStore store) throws GeneralSecurityException {
    String alias = "kafka"; // as Kafka names its only entry
    PrivateKey key = (PrivateKey) store.getKey(alias, null);
    Signature signature =
        Signature.getInstance("SHA256with" + ("EC".equals(key.getAlgorithm()) ? "ECDSA" : "RSA"));
    signature.initSign(key);
    byte[] signed = signature.sign();
    signature.initVerify(store.getCertificate(alias));
    if (!signature.verify(signed)) {
      throw new GeneralSecurityException("the key of another certificate");
    }
  }

  private static String text(Setting option, Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw unreadable(option, file, e);
    }
  }

  /** Makes the refusal of a file that an option names. */
  static GyreException unreadable(Setting option, Path file, IOException fault) {
    String reason =
        fault instanceof NoSuchFileException ? "there is no such file" : fault.toString();
    return new GyreException("%s: cannot read %s: %s".formatted(option, file, reason), fault);
  }
}
