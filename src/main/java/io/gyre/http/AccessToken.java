package io.gyre.http;

import static io.gyre.http.HttpServer.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import io.gyre.Setting;
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
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that lets a client in: a program sends it with each request; a page sends it once, and
 * then a cookie that only who knows the secret can make. So the server remembers only the logins
 * that were ended before their time.
 */
public final class AccessToken {

  /** The longest time for which a page is let in. */
  static final Duration LOGIN = Duration.ofHours(12);

  /** Wrong tokens in a second, of all pages together, that are told apart from a flood. */
  static final int WRONG_TRIES = 5;

  /** Ended logins that are remembered; who knows the token may make as many as they like. */
  private static final int MOST_ENDED = 100_000;

  private static final int LONGEST = 512;
  private static final Pattern USABLE = Pattern.compile("[!-~]{16," + LONGEST + "}");
  private static final Pattern BEARER = Pattern.compile("(?i)Bearer +(\\S+)");
  private static final Pattern COOKIE = Pattern.compile("(\\d{1,18})\\.(.+)");

  private final byte[] secret;
  private final String cookie;

  /** The logins that a logout has ended, by the time until which they would hold, in µs. */
  private final NavigableSet<Long> ended = new ConcurrentSkipListSet<>();

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
      throw TlsFiles.unreadable(Setting.TOKEN_FILE, file, e);
    }
    if (!USABLE.matcher(found).matches()) {
      throw GyreException.of(
          "%s: %s: expected one token of 16 to %d visible ASCII characters, found %s. To make one: openssl rand -hex 32",
          Setting.TOKEN_FILE, file, LONGEST, found.isEmpty() ? "none" : "something else");
    }
    return new AccessToken(found.getBytes(UTF_8));
  }

  /** Returns the header by which a program says the token. */
  public String authorization() {
    return "Bearer " + new String(secret, UTF_8);
  }

  /** Tells whether a request has the token, or the cookie of a login that has not expired. */
  boolean admits(Context request) {
    String said = request.header("Authorization");
    Matcher bearer = BEARER.matcher(said == null ? "" : said);
    return bearer.matches() ? is(bearer.group(1)) : login(request) != null;
  }

  private boolean is(String said) {
    return MessageDigest.isEqual(secret, said.getBytes(UTF_8));
  }

  /** Returns until when a request's login holds, in µs; null if it has none that does. */
  private Long login(Context request) {
    String value = request.cookie(cookie);
    Matcher parts = COOKIE.matcher(value == null ? "" : value);
    if (!parts.matches()
        || !MessageDigest.isEqual(
            sign("login " + parts.group(1)).getBytes(UTF_8), parts.group(2).getBytes(UTF_8))) {
      return null;
    }
    Long until = Long.valueOf(parts.group(1));
    return micros(Instant.now()) < until && !ended.contains(until) ? until : null;
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  /**
   * Lets a page in that sends the token, however many wrong ones others send.
   *
   * @throws HttpResponseException with 401 for another one; with 429 after too many of these, so
   *     that a flood of them hides no other refusal in the log
   */
  public void login(Context request, String said) {
    require(said.strip());
    setCookie(request, Instant.now().plus(LOGIN));
  }

  private synchronized void require(String said) {
    if (is(said)) {
      return;
    }
    long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
    if (now != second) {
      second = now;
      wrong = 0;
    }
    if (wrong++ >= WRONG_TRIES) {
      throw refusal(429, "This is not the token, and one of too many wrong ones in a second");
    }
    throw refusal(401, "This is not the token that the server was started with");
  }

  /** Lets a page in until a time; makes it forget an earlier login if that has passed. */
  void setCookie(Context request, Instant end) {
    String until = Long.toString(micros(end));
    Cookie login = new Cookie(cookie, until + '.' + sign("login " + until));
    login.setMaxAge((int) Math.max(0, Duration.between(Instant.now(), end).toSeconds()));
    login.setHttpOnly(true);
    login.setSameSite(SameSite.STRICT);
    login.setSecure(request.req().isSecure());
    request.cookie(login);
  }

  /** Ends a page's login, also for whoever has copied its cookie, and makes the page forget it. */
  public void logout(Context request) {
    Long login = login(request);
    if (login != null) {
      ended.headSet(micros(Instant.now())).clear();
      ended.add(login);
      if (ended.size() > MOST_ENDED) {
        ended.pollFirst();
      }
    }
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
