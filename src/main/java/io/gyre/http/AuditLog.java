package io.gyre.http;

import static io.gyre.words.PrintableText.brief;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
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

  private final LongSupplier minutes;
  private long minute;

  /**
   * @param minutes a clock that never goes back
   */
  AuditLog(LongSupplier minutes) {
    this.minutes = minutes;
  }

  /**
   * Logs a refusal, if it is not one of too many.
   *
   * @param reason without anything that the client sent
   */
  synchronized void refused(String client, String method, String path, int status, String reason) {
    if (minutes.getAsLong() != minute) {
      minute = minutes.getAsLong();
      counts.forEach(AuditLog::tellRest);
      counts.clear();
    }
    if (counts.merge(status, 1, Integer::sum) <= LINES) {
      LOG.info("{} {} {} {} {}", client, brief(method), brief(path), status, reason);
    }
  }

  private static void tellRest(int status, int count) {
    if (count > LINES) {
      LOG.info("{} more requests were refused with {} in a minute", count - LINES, status);
    }
  }
}
