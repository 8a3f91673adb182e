package io.gyre.http;

import static io.gyre.data.PrintableText.brief;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs refused requests, one line each, of what a client sent only the method and the path. There
 * are at most so many lines a minute of each status: nobody can fill the log, nor hide one kind of
 * refusal behind another.
 */
final class AuditLog {

  static final String NAME = "io.gyre.http.audit";

  static final int LINES = 20;

  private static final Logger LOG = LoggerFactory.getLogger(NAME);

  /** The refusals of this minute, by status. */
  private final Map<Integer, Integer> counts = new TreeMap<>();

  private long minute;

  /**
   * Logs a refusal, if it is not one of too many.
   *
   * @param reason without anything that the client sent
   */
  void refused(String client, String method, String path, int status, String reason) {
    long now = TimeUnit.NANOSECONDS.toMinutes(System.nanoTime());
    refused(client, method, path, status, reason, now);
  }

  /** The same in a minute that a test chooses. */
  synchronized void refused(
      String client, String method, String path, int status, String reason, long now) {
    if (now != minute) {
      minute = now;
      tellRest();
    }
    if (counts.merge(status, 1, Integer::sum) <= LINES) {
      LOG.info("{} {} {} {} {}", client, brief(method), brief(path), status, reason);
    }
  }

  private void tellRest() {
    counts.forEach(
        (status, count) -> {
          if (count > LINES) {
            LOG.info("{} more requests were refused with {} in a minute", count - LINES, status);
          }
        });
    counts.clear();
  }
}
