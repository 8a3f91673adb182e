package io.gyre;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Integration tests run two at a time, each in a JVM of its own; those that kill processes and time
 * what follows, or start a whole stack, have the machine to themselves.
 *
 * <p>Registered for all tests by META-INF/services.
 */
public final class TakingTurns implements BeforeAllCallback, AfterAllCallback {

  private static final List<String> ALONE = List.of("io.gyre.crash.", "io.gyre.stack.");

  private FileLock turn;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    String name = context.getRequiredTestClass().getName();
    if (name.endsWith("IT")) {
      boolean shared = ALONE.stream().noneMatch(name::startsWith);
      turn =
          FileChannel.open(
                  Path.of("target", "turns.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE)
              .lock(0, Long.MAX_VALUE, shared);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (turn != null) {
      turn.acquiredBy().close();
      turn = null;
    }
  }
}
