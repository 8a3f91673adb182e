package io.gyre;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets a test wait three minutes where it names no time of its own: Awaitility's ten seconds are
 * too few on a busy machine. JUnit finds it by {@code META-INF/services}.
 */
public final class Patience implements BeforeAllCallback {

  /** With half a processor a broker takes more than a minute to start. */
  public static final Duration TIME = Duration.ofMinutes(3);

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(TIME);
  }
}
