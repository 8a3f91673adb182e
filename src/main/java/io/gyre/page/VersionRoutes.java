package io.gyre.page;

import io.gyre.http.JsonBody;
import io.gyre.http.Route;
import io.gyre.page.live.Applications;
import io.gyre.page.live.VersionControls;
import io.gyre.page.state.DashboardState;
import io.gyre.version.Version;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;

/** The versions of an application, and how good they are on the points since. */
record VersionRoutes(Applications applications, VersionControls versions) {

  private static final JsonBody<VersionControls.Compare> COMPARE =
      new JsonBody<>(VersionControls.Compare.class);

  /**
   * A version in a list.
   *
   * @param name empty without one
   * @param timeMs the stream's time; -1 before the first point
   */
  private record Entry(
      int number,
      String name,
      Version.Reason reason,
      long savedMs,
      long timeMs,
      long offset,
      String release) {

    static Entry of(Version version) {
      return new Entry(
          version.number(),
          version.name(),
          version.reason(),
          version.savedMs(),
          version.timeMs(),
          version.offset(),
          version.release());
    }
  }

  private record Versions(List<Entry> versions, VersionControls.Comparison comparison) {}

  void register(RoutesConfig routes) {
    routes.get(
        "/api/versions", request -> JsonBody.send(request, found(state(request))), Route.QUESTION);
    routes.post("/api/versions/comparison", this::compare, Route.CHANGE);
  }

  private DashboardState state(Context request) {
    return applications.of(request).state();
  }

  private Versions found(DashboardState state) {
    return new Versions(
        state.marks().versions().stream().map(Entry::of).toList(),
        versions.comparison(state.application));
  }

  private void compare(Context request) {
    DashboardState state = state(request);
    versions.compare(state.application, COMPARE.read(request));
    JsonBody.send(request, found(state));
  }
}
