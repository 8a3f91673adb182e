package io.gyre.http;

import static io.gyre.http.HttpServer.refusal;

import io.gyre.Setting;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Refuses pages of other sites, then whoever lacks the token, and beyond this machine whatever
 * nobody has allowed.
 *
 * <p>A page of another site can make its own name resolve to 127.0.0.1 (DNS rebinding): then {@code
 * Host} has that name. Or it can post here: then {@code Origin} has its name.
 */
record Guard(HttpAddress address, boolean loopback) {

  /** An IPv4 address, or an IPv6 address in brackets: no name can be made to point here. */
  private static final Pattern ADDRESS =
      Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}|\\[[0-9a-f:.]+]");

  private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

  void check(Context request) {
    Route route = Route.of(request);
    if (!route.anyName) {
      requireOwnPage(request, route);
    }
    requireAccess(request, route);
  }

  private void requireOwnPage(Context request, Route route) {
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
    if (!own && route != Route.FILE) {
      throw refusal(403, "A page of another site may not do this");
    }
    if (request.method() == HandlerType.POST) {
      requireOwnPost(request, route, host);
    }
  }

  private void requireOwnPost(Context request, Route route, String host) {
    String origin = request.header("Origin");
    boolean own =
        origin == null
            || origin.equals("https://" + host) // A proxy may have the certificate.
            || origin.equals("http://" + host) && address.security().tls() == null;
    if (!own) {
      throw refusal(403, "A page of %s may not do this; only pages of this server may", origin);
    }
    String type = request.contentType();
    // Parameters may follow, as in application/json; charset=utf-8.
    if (route != Route.INFERENCE
        && (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(route.bodyType()))) {
      throw refusal(
          415,
          "Content-Type: expected %s, found %s",
          route.bodyType(),
          type == null ? "none" : type);
    }
  }

  private void requireAccess(Context request, Route route) {
    if (route == Route.HEALTH) {
      return;
    }
    HttpSecurity security = address.security();
    if (security.token() != null) {
      if (route.needsToken && !security.token().admits(request)) {
        throw refusal(401, "The token is missing or wrong: expected Authorization: Bearer TOKEN");
      }
    } else if (!loopback && !security.open() && route != Route.METRICS) {
      throw refusal(
          403,
          "This server listens beyond its own machine and has no token, so it answers health and metrics alone. Start it with %s FILE; or with %s if whoever reaches its port may look and ask",
          Setting.TOKEN_FILE,
          Setting.NO_TOKEN);
    }
    if (!loopback && !security.changes() && route.changes()) {
      throw refusal(
          403,
          "This server listens beyond its own machine, so it is read-only. Started with %s it is not",
          Setting.HTTP_CHANGES);
    }
  }
}
