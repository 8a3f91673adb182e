package io.gyre.serving;

import static io.gyre.serving.HttpServer.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HttpResponseException;
import io.javalin.http.SameSite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that lets a client in: a program sends it with each request; a page sends it once, and
 * then a cookie that only who knows the secret can make. So the server remembers nobody.
 */
public final class AccessToken {

  /** The longest time for which a page is let in. */
  static final Duration LOGIN = Duration.ofHours(12);

  /** Wrong tokens that all pages together may try in a second. */
  static final int WRONG_TRIES = 5;

  private static final int LONGEST = 512;
  private static final Pattern USABLE = Pattern.compile("[!-~]{16," + LONGEST + "}");
  private static final Pattern BEARER = Pattern.compile("(?i)Bearer +(\\S+)");
  private static final Pattern COOKIE = Pattern.compile("(\\d{1,18})\\.(.+)");

  private final byte[] secret;
  private final String cookie;
  private long second;
  private int wrong;

  private AccessToken(byte[] secret) {
    this.secret = secret;
    // Servers on other ports get the same cookies: each token has one of its own.
    cookie = "gyre-" + sign("cookie").substring(0, 8);
  }

  /**
   * Reads the only word of a file.
   *
   * @throws GyreException if it cannot be a token; never quotes it, and begins with the option
   */
  public static AccessToken read(Path file) {
    String found;
    try (InputStream in = Files.newInputStream(file)) {
      found = new String(in.readNBytes(2 * LONGEST), UTF_8).strip();
    } catch (IOException e) {
      throw TlsFiles.unreadable("--token-file", file, e);
    }
    if (!USABLE.matcher(found).matches()) {
      throw GyreException.of(
          "--token-file: %s: expected one token of 16 to %d visible ASCII characters, found %s. To make one: openssl rand -hex 32",
          file, LONGEST, found.isEmpty() ? "none" : "something else");
    }
    return new AccessToken(found.getBytes(UTF_8));
  }

  /** Tells whether a request has the token, or the cookie of a login that has not expired. */
  boolean admits(Context request) {
    String said = request.header("Authorization");
    Matcher bearer = BEARER.matcher(said == null ? "" : said);
    return bearer.matches() ? is(bearer.group(1)) : isLogin(request.cookie(cookie));
  }

  private boolean is(String said) {
    return MessageDigest.isEqual(secret, said.getBytes(UTF_8));
  }

  private boolean isLogin(String value) {
    Matcher parts = COOKIE.matcher(value == null ? "" : value);
    return parts.matches()
        && MessageDigest.isEqual(
            sign("login " + parts.group(1)).getBytes(UTF_8), parts.group(2).getBytes(UTF_8))
        && Instant.now().getEpochSecond() < Long.parseLong(parts.group(1));
  }

  /**
   * Lets a page in that sends the token.
   *
   * @throws HttpResponseException with 401 for another one; with 429, whatever was sent, after too
   *     many of these
   */
  public void login(Context request, String said) {
    require(said.strip());
    setCookie(request, Instant.now().plus(LOGIN));
  }

  private synchronized void require(String said) {
    long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
    if (now != second) {
      second = now;
      wrong = 0;
    }
    if (wrong >= WRONG_TRIES) {
      throw refusal(429, "Too many wrong tokens; try again in a second");
    }
    if (!is(said)) {
      wrong++;
      throw refusal(401, "This is not the token that the server was started with");
    }
  }

  /** Lets a page in until a time; makes it forget an earlier login if that has passed. */
  void setCookie(Context request, Instant end) {
    String until = Long.toString(end.getEpochSecond());
    Cookie login = new Cookie(cookie, until + '.' + sign("login " + until));
    login.setMaxAge((int) Math.max(0, Duration.between(Instant.now(), end).toSeconds()));
    login.setHttpOnly(true);
    login.setSameSite(SameSite.STRICT);
    login.setSecure(request.req().isSecure());
    request.cookie(login);
  }

  /** Makes a page forget that it was let in. */
  public void logout(Context request) {
    setCookie(request, Instant.EPOCH);
  }

  /** HMAC-SHA256 of a text, with the token as the key. */
  private String sign(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, mac.getAlgorithm()));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
