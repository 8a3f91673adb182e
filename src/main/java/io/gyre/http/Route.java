package io.gyre.http;

import io.javalin.config.JavalinState;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.ParsedEndpoint;
import io.javalin.security.Roles;
import io.javalin.security.RouteRole;

/**
 * What a route may do; each says so where it is registered. One that does not is a {@link #CHANGE},
 * which is refused most.
 */
public enum Route implements RouteRole {
  /** Health, which an orchestrator asks for by any name of the server, and without the token. */
  HEALTH(true, false),
  /** Metrics, by any name; where there is no token, others may ask too. */
  METRICS(true, true),
  /** A file of the page: the same everywhere, so it needs no token, and any site may link to it. */
  FILE(false, false),
  /** The page's login: who logs in has no token yet, and sends a short body. */
  LOGIN(false, false),
  /** Changes nothing. */
  QUESTION(false, true),
  /**
   * A question by the inference protocol, whose clients often say no type. A short one is answered
   * on the thread that reads.
   */
  INFERENCE(false, true),
  CHANGE(false, true),
  /** A change with a body of any length, which the route reads as it comes. */
  UPLOAD(false, true);

  /** Where a request keeps what it asks for: a search goes through all routes. */
  static final String ATTRIBUTE = "route";

  /** Whether it may be asked by any name of the server, and by pages of other sites. */
  final boolean anyName;

  final boolean needsToken;

  Route(boolean anyName, boolean needsToken) {
    this.anyName = anyName;
    this.needsToken = needsToken;
  }

  boolean changes() {
    return this == CHANGE || this == UPLOAD;
  }

  /** Returns the type that a body must have, so that no form of another site can send it. */
  String bodyType() {
    return this == UPLOAD ? "application/octet-stream" : "application/json";
  }

  /** Returns the most bytes of a body, before and after it is unpacked. */
  int bodyBytes() {
    return this == LOGIN ? HttpLimits.LOGIN_BYTES : HttpLimits.BODY_BYTES;
  }

  /** Returns what a request asks for; where there is no route, what its method stands for. */
  static Route of(Context request) {
    Route found = request.attribute(ATTRIBUTE);
    if (found == null) {
      found = of(request.appData(HttpServer.ROUTES), request.method(), request.path());
      request.attribute(ATTRIBUTE, found);
    }
    return found;
  }

  static Route of(JavalinState routes, HandlerType method, String path) {
    // Javalin answers HEAD by the routes of GET.
    HandlerType asked = method == HandlerType.HEAD ? HandlerType.GET : method;
    ParsedEndpoint found = routes.internalRouter.findFirstHttpHandlerEntry(asked, path);
    if (found == null) {
      return asked == HandlerType.GET ? QUESTION : CHANGE;
    }
    Roles roles = found.endpoint.metadata(Roles.class);
    return roles == null || roles.getRoles().isEmpty()
        ? CHANGE
        : (Route) roles.getRoles().iterator().next();
  }
}
