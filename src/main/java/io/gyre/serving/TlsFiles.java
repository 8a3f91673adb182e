package io.gyre.serving;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.gyre.GyreException;
import io.gyre.Setting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** TLS by the files that tools for certificates write: PEM, with a key of its own file. */
public final class TlsFiles {

  private static final String PLAIN = "PRIVATE KEY";

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]*)-----END");

  /** The key store is in memory only. */
  private static final char[] NO_PASSWORD = {};

  private TlsFiles() {}

  /**
   * Reads a server's certificate and key.
   *
   * @param certificate its certificate, and after it those of who signed it
   * @throws GyreException if a file cannot be used; its message begins with the option
   */
  public static SSLContext server(Path certificate, Path key) {
    Certificate[] chain = certificates(certificate);
    PrivateKey secret = key(key, chain[0].getPublicKey());
    try {
      KeyStore store = empty();
      store.setKeyEntry("gyre", secret, NO_PASSWORD, chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      return context(keys.getKeyManagers(), null);
    } catch (KeyStoreException e) {
      throw new GyreException(
          "%s: %s: expected a certificate, and after it that of who signed it, and so on: %s"
              .formatted(Setting.TLS_CERT, certificate, e.getMessage()),
          e);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads the certificates that a client trusts, and those signed with them. */
  public static SSLContext client(Path trusted) {
    Certificate[] all = certificates(trusted);
    try {
      KeyStore store = empty();
      for (int i = 0; i < all.length; i++) {
        store.setCertificateEntry("" + i, all[i]);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      return context(null, trust.getTrustManagers());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static SSLContext context(KeyManager[] keys, TrustManager[] trust)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust, null);
    return context;
  }

  private static Certificate[] certificates(Path file) {
    try {
      Certificate[] found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(Setting.TLS_CERT, file)))
              .toArray(Certificate[]::new);
      if (found.length > 0) {
        return found;
      }
    } catch (CertificateException e) {
      throw new GyreException(wrongCertificate(file) + e.getMessage(), e);
    }
    throw new GyreException(wrongCertificate(file) + "none");
  }

  private static String wrongCertificate(Path file) {
    return "%s: %s: expected certificates in PEM, found ".formatted(Setting.TLS_CERT, file);
  }

  /** Reads the key that belongs to a certificate's. */
  private static PrivateKey key(Path file, PublicKey its) {
    Matcher found = KEY.matcher(new String(bytes(Setting.TLS_KEY, file), ISO_8859_1));
    if (!found.find()) {
      throw wrongKey(file, "none", null);
    }
    if (!found.group(1).equals(PLAIN)) {
      String convert = "%s. To convert it: openssl pkey -in OLD -out NEW";
      throw wrongKey(file, convert.formatted(found.group(1)), null);
    }
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(found.group(2));
      PrivateKey key =
          KeyFactory.getInstance(its.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(bytes));
      if (belong(key, its)) {
        return key;
      }
      throw wrongKey(file, "that of another certificate than " + Setting.TLS_CERT, null);
    } catch (InvalidKeySpecException | IllegalArgumentException e) {
      throw wrongKey(
          file,
          "one that is no %s key, as that of %s is".formatted(its.getAlgorithm(), Setting.TLS_CERT),
          e);
    } catch (GeneralSecurityException e) {
      throw wrongKey(file, e.getMessage(), e);
    }
  }

  private static GyreException wrongKey(Path file, String found, Exception cause) {
    return new GyreException(
        "%s: %s: expected a key in PEM without a password, -----BEGIN %s-----, found %s"
            .formatted(Setting.TLS_KEY, file, PLAIN, found),
        cause);
  }

  /** Tells whether what one of them signs the other confirms. */
  private static boolean belong(PrivateKey key, PublicKey its) throws GeneralSecurityException {
    Signature signature =
        Signature.getInstance(
            switch (key.getAlgorithm()) {
              case "RSA" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              default -> key.getAlgorithm();
            });
    signature.initSign(key);
    byte[] signed = signature.sign();
    signature.initVerify(its);
    return signature.verify(signed);
  }

  private static byte[] bytes(Setting option, Path file) {
    try {
      return Files.readAllBytes(file);
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
