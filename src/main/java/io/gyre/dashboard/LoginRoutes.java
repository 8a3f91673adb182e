package io.gyre.dashboard;

import static io.gyre.serving.HttpServer.refusal;

import io.gyre.Setting;
import io.gyre.serving.AccessToken;
import io.gyre.serving.JsonBody;
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
    // Who gets an answer is let in.
    routes.get("/api/login", request -> JsonBody.send(request, Map.of("token", token != null)));
    routes.post("/api/login", this::login);
    routes.post("/api/logout", this::logout);
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
