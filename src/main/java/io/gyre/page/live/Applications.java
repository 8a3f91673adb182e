package io.gyre.page.live;

import static io.gyre.http.HttpServer.refusal;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The applications that are shown: the main one first, then one for each file that was dropped on
 * the page. Thread-safe.
 */
public final class Applications {

  private final Map<String, FollowedApplication> all = new LinkedHashMap<>();

  /** An application in a list; {@code main} is the one that the process was started for. */
  record Entry(String id, String name, boolean main) {}

  /** Adds one; the first is the main one. */
  public synchronized void add(FollowedApplication application) {
    all.put(application.state().application, application);
  }

  /** Removes an application; returns null if the id is unknown. */
  public synchronized FollowedApplication remove(String id) {
    return all.remove(id);
  }

  public synchronized List<FollowedApplication> all() {
    return new ArrayList<>(all.values());
  }

  synchronized List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    all.forEach((id, each) -> entries.add(new Entry(id, each.sources().name(), entries.isEmpty())));
    return entries;
  }

  /**
   * Returns the one that a request names with {@code application}, or the main one.
   *
   * @throws HttpResponseException if it is not shown here
   */
  public synchronized FollowedApplication of(Context request) {
    String id = request.queryParam("application");
    FollowedApplication found = id == null ? all.values().iterator().next() : all.get(id);
    if (found == null) {
      String known = String.join(", ", all.keySet());
      throw refusal(404, "application '%s': expected one of %s", id, known);
    }
    return found;
  }
}
