package io.gyre.serving;

import static io.gyre.serving.HttpServer.refusal;

import io.gyre.Setting;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Refuses requests of foreign pages. A page of another site can make its own name resolve to
 * 127.0.0.1 (DNS rebinding): then {@code Host} has that name. Or it can post here: then {@code
 * Origin} has its name. Health and metrics may be asked under any name.
 */
record OriginGuard(HttpAddress address) {

  /** An IPv4 address, or an IPv6 address in brackets: no name can be made to point here. */
  private static final Pattern ADDRESS =
      Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}|\\[[0-9a-f:.]+]");

  private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

  void check(Context request) {
    String path = request.path();
    if (AccessGuard.isHealth(request) || path.equals(AccessGuard.METRICS)) {
      return;
    }
    String host = request.host() == null ? "" : request.host().toLowerCase(Locale.ROOT);
    String name = PORT.matcher(host).replaceFirst("");
    boolean allowed =
        name.equals("localhost")
            || name.endsWith(".localhost")
            || name.equalsIgnoreCase(address.host())
            || address.allowedHosts().stream().anyMatch(name::equalsIgnoreCase)
            || ADDRESS.matcher(name).matches();
    if (!allowed) {
      throw refusal(
          403,
          "Host '%s' is not a name of this server. Ask for localhost, or allow the name with %s",
          host,
          Setting.HTTP_ALLOWED_HOSTS);
    }
    String site = request.header("Sec-Fetch-Site");
    // Questions too, though their answers could not be read: streams of events are few.
    boolean own = site == null || site.equals("same-origin") || site.equals("none");
    if (!own && path.matches("/(api|v2)(/.*)?")) {
      throw refusal(403, "A page of another site may not do this");
    }
    if (request.method() == HandlerType.POST) {
      sameOrigin(request, host);
    }
  }

  private void sameOrigin(Context request, String host) {
    String origin = request.header("Origin");
    boolean own =
        origin == null
            || origin.equals("https://" + host) // A proxy may have the certificate.
            || origin.equals("http://" + host) && address.security().tls() == null;
    if (!own) {
      throw refusal(403, "A page of %s may not do this; only pages of this server may", origin);
    }
    if (request.path().startsWith("/v2/")) {
      // Changes nothing, and its clients often say no type, or what curl says by itself.
      return;
    }
    // A form of another site can send neither.
    boolean streams = request.path().equals(HttpBodies.STREAMED);
    String expected = streams ? "application/octet-stream" : "application/json";
    String type = request.contentType();
    // Parameters may follow, as in application/json; charset=utf-8.
    if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(expected)) {
      throw refusal(
          415, "Content-Type: expected %s, found %s", expected, type == null ? "none" : type);
    }
  }
}
