package io.gyre.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * When a run last heard from the cluster. After too long its stores may have missed deletions that
 * the changelog no longer tells: then nothing may be committed with them. That the cluster has
 * answered is taken for the stores having followed it. Thread-safe.
 */
final class ClusterContact {

  private final InstantSource clock;
  private final Duration trusted;
  private Instant heard;

  /**
   * Begins now.
   *
   * @param clock goes on while the machine sleeps
   * @param trusted how long nothing may be heard
   */
  ClusterContact(InstantSource clock, Duration trusted) {
    this.clock = clock;
    this.trusted = trusted;
    heard = clock.instant();
  }

  /**
   * Notes that the cluster has answered.
   *
   * @throws NewRunException when that comes too late, from then on each time
   */
  synchronized void note() {
    require();
    heard = clock.instant();
  }

  /**
   * Does nothing if the stores can be trusted.
   *
   * @throws NewRunException when nothing was heard for too long
   */
  synchronized void require() {
    Duration silence = Duration.between(heard, clock.instant());
    if (silence.compareTo(trusted) > 0) {
      throw NewRunException.outdated(silence);
    }
  }

  synchronized Instant heard() {
    return heard;
  }
}
