package io.gyre.serving;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lets no foreign page at what runs on a person's own machine.
 *
 * <p>A page of another site can make its own name resolve to 127.0.0.1 (DNS rebinding); then the
 * {@code Host} header bears that name, and is refused. Or it can post here from afar; then {@code
 * Origin} bears its name, and is refused too. Health and metrics are asked under any name: by
 * orchestrators and by Prometheus.
 */
final class OriginGuard {

  /** Scripts and styles from this server alone, nothing inline, no frame around it. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** An IPv4 address, or an IPv6 address in brackets: no name that could be made to point here. */
  private static final Pattern ADDRESS =
      Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}|\\[[0-9a-f:.]+]");

  private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

  private final HttpAddress address;

  OriginGuard(HttpAddress address) {
    this.address = address;
  }

  /** Sets the headers that every answer bears, and refuses what is foreign. */
  void check(Context request) {
    request.header("Content-Security-Policy", POLICY);
    request.header("X-Content-Type-Options", "nosniff");
    request.header("Referrer-Policy", "no-referrer");
    request.header("Cross-Origin-Resource-Policy", "same-origin");
    request.header("Cross-Origin-Opener-Policy", "same-origin");
    request.header("Cache-Control", "no-store");
    String path = request.path();
    if (path.startsWith("/health/") || path.equals("/metrics")) {
      return;
    }
    String host = request.host() == null ? "" : request.host().toLowerCase(Locale.ROOT);
    if (!allowed(PORT.matcher(host).replaceFirst(""))) {
      throw new HttpResponseException(
          403,
          "Host '%s' is not a name of this server. Ask for localhost, or allow the name with --http-allowed-hosts"
              .formatted(host));
    }
    if (path.startsWith("/api/")) {
      sameSite(request);
    }
    if (request.method() == HandlerType.POST) {
      sameOrigin(request, host);
    }
  }

  private boolean allowed(String name) {
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.equals(address.host())
        || address.allowedHosts().contains(name)
        || ADDRESS.matcher(name).matches();
  }

  /**
   * Nor may it ask, though it could not read the answer: of streams of events there are so many.
   */
  private static void sameSite(Context request) {
    String site = request.header("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      throw new HttpResponseException(403, "A page of another site may not do this");
    }
  }

  private static void sameOrigin(Context request, String host) {
    String origin = request.header("Origin");
    if (origin != null && !Set.of("http://" + host, "https://" + host).contains(origin)) {
      throw new HttpResponseException(
          403, "A page of %s may not do this; only pages of this server may".formatted(origin));
    }
    // Neither is one that a form of another site could send.
    String expected =
        request.path().equals(HttpBodies.STREAMED)
            ? "application/octet-stream"
            : "application/json";
    String type = request.contentType();
    // Behind it may stand parameters, as in application/json; charset=utf-8.
    if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(expected)) {
      throw new HttpResponseException(
          415,
          "Content-Type: expected %s, found %s".formatted(expected, type == null ? "none" : type));
    }
  }
}
