package io.gyre.serving;

import static io.gyre.serving.HttpServer.refusal;

import io.gyre.Setting;
import io.javalin.http.Context;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses whoever lacks the token, and beyond this machine whatever nobody has allowed. It names
 * what is free; a route that is not named here needs the token, and if it is no question, leave to
 * change something.
 */
record AccessGuard(HttpSecurity security, boolean loopback) {

  /** The paths that an orchestrator asks. */
  private static final Pattern HEALTH = Pattern.compile("(/v2)?/health/[a-z]+");

  static final String METRICS = "/metrics";

  static final String LOGIN = "/api/login";

  /** The page's own files, which are the same everywhere, and its login. */
  private static final Pattern PAGE =
      Pattern.compile("(GET|HEAD) (/|/(js|uplot)/[^/]+|/[a-z]+\\.(css|svg))|POST " + LOGIN);

  /** Posts that change nothing. */
  private static final Pattern QUESTION =
      Pattern.compile("/api/(predict|login|logout)/?|/v2/models/.+/infer/?");

  static boolean isHealth(Context request) {
    return HEALTH.matcher(request.path()).matches();
  }

  void check(Context request) {
    if (isHealth(request)) {
      return;
    }
    String method = request.req().getMethod();
    String path = request.path();
    if (security.token() != null) {
      if (!PAGE.matcher(method + ' ' + path).matches() && !security.token().admits(request)) {
        throw refusal(401, "The token is missing or wrong: expected Authorization: Bearer TOKEN");
      }
    } else if (!loopback && !security.open() && !path.equals(METRICS)) {
      throw refusal(
          403,
          "This server listens beyond its own machine and has no token, so it answers health and metrics alone. Start it with %s FILE; or with %s if whoever reaches its port may look and ask",
          Setting.TOKEN_FILE,
          Setting.NO_TOKEN);
    }
    if (!loopback && !security.changes() && !asks(method, path)) {
      throw refusal(
          403,
          "This server listens beyond its own machine, so it is read-only. Started with %s it is not",
          Setting.HTTP_CHANGES);
    }
  }

  private static boolean asks(String method, String path) {
    return Set.of("GET", "HEAD").contains(method) || QUESTION.matcher(path).matches();
  }
}
