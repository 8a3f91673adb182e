package io.gyre.page;

import static io.gyre.http.HttpServer.refusal;

import io.gyre.Setting;
import io.gyre.http.AccessToken;
import io.gyre.http.JsonBody;
import io.gyre.http.Route;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;

/** The routes with which the page logs in, and out again. */
record LoginRoutes(AccessToken token) {

  private static final JsonBody<Login> LOGIN = new JsonBody<>(Login.class);

  private record Login(String token) {
    Login {
      JsonBody.require(token != null, "token: expected text, found none");
    }
  }

  void register(RoutesConfig routes) {
    // The access check of this route is the answer: a browser that is logged in gets one.
    routes.get("/api/login", this::hasLogin, Route.QUESTION);
    routes.post("/api/login", this::login, Route.LOGIN);
    routes.post("/api/logout", this::logout, Route.QUESTION);
  }

  private void hasLogin(Context request) {
    JsonBody.send(request, Map.of("token", token != null));
  }

  private void login(Context request) {
    required().login(request, LOGIN.read(request).token());
    request.status(204);
  }

  private void logout(Context request) {
    required().logout(request);
    request.status(204);
  }

  private AccessToken required() {
    String none = "There is no login here: the server was started without " + Setting.TOKEN_FILE;
    return Optional.ofNullable(token).orElseThrow(() -> refusal(404, none));
  }
}
