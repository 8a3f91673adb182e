package io.gyre.stream.watch;

import io.gyre.stream.processor.NewRunException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * When a run last heard from the cluster. After too long its stores may have missed deletions that
 * the changelog no longer tells: then nothing may be committed with them. That the cluster has
 * answered is taken for the stores having followed it. Thread-safe.
 */
public final class ClusterContact {

  private final InstantSource clock;
  private final Duration trusted;
  private Instant heard;

  public ClusterContact(InstantSource clock, Duration trusted) {
    this.clock = clock;
    this.trusted = trusted;
    heard = clock.instant();
  }

  /** Notes that the cluster has answered; throws if that comes too late, then each time. */
  synchronized void note() {
    require();
    heard = clock.instant();
  }

  /** Throws if nothing was heard for so long that the stores cannot be trusted. */
  public synchronized void require() {
    Duration silence = Duration.between(heard, clock.instant());
    if (silence.compareTo(trusted) > 0) {
      throw NewRunException.outdated(silence);
    }
  }

  public synchronized Instant heard() {
    return heard;
  }
}
