package io.gyre.dashboard.page;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The applications that are shown, by their ids: the main one first, then one for each file that
 * was dropped on the page. Thread-safe.
 */
public final class Applications {

  private final Map<String, FollowedApplication> all = new LinkedHashMap<>();

  /** One of them, for a list; {@code main} is the one that the process was started for. */
  record Entry(String id, String name, boolean main) {}

  /** Adds one; the first is the main one. */
  public synchronized void add(FollowedApplication application) {
    all.put(application.id(), application);
  }

  /** Takes one from the list; null if there is none of that id. */
  public synchronized FollowedApplication remove(String id) {
    return all.remove(id);
  }

  /** All, in the order in which they were added. */
  public synchronized List<FollowedApplication> all() {
    return new ArrayList<>(all.values());
  }

  synchronized List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (FollowedApplication application : all.values()) {
      entries.add(new Entry(application.id(), application.sources().name(), entries.isEmpty()));
    }
    return entries;
  }

  /**
   * The one that a request names with {@code application}; the main one if it names none.
   *
   * @throws HttpResponseException if it is not shown here
   */
  public synchronized FollowedApplication of(Context request) {
    String id = request.queryParam("application");
    FollowedApplication found = id == null ? all.values().iterator().next() : all.get(id);
    if (found == null) {
      throw new HttpResponseException(
          404,
          "application '%s': expected one of %s".formatted(id, String.join(", ", all.keySet())));
    }
    return found;
  }
}
