package io.gyre.crash;

import io.gyre.stream.LearnerApplication;
import io.gyre.stream.start.ApplicationSettings;
import java.util.Map;
import java.util.TreeMap;

/**
 * Instances of an application in this JVM, by the names of their state folders, and points that are
 * sent to them meanwhile. Closing ends all of it, even if an instance cannot be closed; it is to
 * happen before the topics' clients are closed.
 */
public final class LocalInstances implements AutoCloseable {

  private static final long SEND_MS = 60_000;

  private final Map<String, LearnerApplication> running = new TreeMap<>();
  private volatile boolean sending;
  private Thread sender;

  public LearnerApplication start(String state, ApplicationSettings settings) {
    LearnerApplication started = LearnerApplication.start(settings);
    running.put(state, started);
    return started;
  }

  /** Stops one if it is running. */
  public void stop(String state) {
    LearnerApplication stopping = running.remove(state);
    if (stopping != null) {
      stopping.close();
    }
  }

  public LearnerApplication get(String state) {
    return running.get(state);
  }

  /** Returns any that is running. */
  public LearnerApplication any() {
    return running.values().iterator().next();
  }

  /** Sends at a steady rate until {@link #endSending}; returns at once. */
  public void send(LateStream stream, int perSecond) {
    sending = true;
    sender = stream.sendInBackground(perSecond, () -> sending);
  }

  /** Returns when nothing is sent any more. */
  public void endSending() throws InterruptedException {
    sending = false;
    if (sender != null) {
      sender.join(SEND_MS);
      if (sender.isAlive()) {
        throw new AssertionError("a record could not be sent within %d ms".formatted(SEND_MS));
      }
    }
  }

  @Override
  public void close() {
    sending = false;
    RuntimeException failure = null;
    for (LearnerApplication one : running.values()) {
      try {
        one.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
