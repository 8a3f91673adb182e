package io.gyre.http;

import static io.gyre.Interleavings.explore;
import static io.gyre.Interleavings.require;
import static io.gyre.Interleavings.stub;
import static io.gyre.Interleavings.together;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages log out while others do, and ask. */
class AccessTokenThreadsTest {

  private static final String SECRET = "0123456789abcdef";

  @TempDir Path folder;

  /** A browser, which sends the cookie that it was given last. */
  private static final class Browser {
    String cookie;

    Browser(String cookie) {
      this.cookie = cookie;
    }

    final Context request =
        stub(
            Context.class,
            (name, arguments) ->
                switch (name) {
                  case "req" -> stub(HttpServletRequest.class, (asked, none) -> false);
                  case "cookie" -> cookie(arguments[0]);
                  default -> null;
                });

    private String cookie(Object of) {
      if (of instanceof Cookie given) {
        cookie = given.getValue();
        return null;
      }
      return cookie;
    }
  }

  @Test
  void shouldLetNobodyInAfterALogoutAndKeepAllOthers() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), SECRET);
    List<String> cookies = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Browser browser = new Browser(null);
      AccessToken.read(file).login(browser.request, SECRET);
      cookies.add(browser.cookie);
    }
    explore(
        () -> {
          AccessToken token = AccessToken.read(file);
          together(
              () -> logout(token, new Browser(cookies.get(0))),
              () -> logout(token, new Browser(cookies.get(1))));
          Browser stays = new Browser(cookies.get(2));
          require(token.admits(stays.request), "another's logout ended a login");
        });
  }

  private static void logout(AccessToken token, Browser leaves) {
    String copied = leaves.cookie;
    require(token.admits(leaves.request), "not let in");
    token.logout(leaves.request);
    leaves.cookie = copied;
    require(!token.admits(leaves.request), "let in by a copied cookie after the logout");
  }
}
