package io.gyre.stream;

import java.time.Duration;

/**
 * An instance was cut off from the cluster for so long, or its machine asleep, that the changelog
 * may no longer tell what has been deleted meanwhile. What a store did not follow would come back
 * to life in it: its stores are restored instead.
 */
final class OutdatedStoresException extends RuntimeException {

  private static final long serialVersionUID = 1;

  OutdatedStoresException(Duration silence) {
    super(
        "nothing was heard for %d min: what was deleted meanwhile may no longer be told, so the stores are restored"
            .formatted(silence.toMinutes()));
  }
}
