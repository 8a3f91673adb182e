package io.gyre.serving;

import java.util.function.Supplier;

/**
 * The answers of a process to an orchestrator.
 *
 * @param live fails only when nothing except a restart helps
 * @param ready whether the process does its work now
 */
public record Probes(Supplier<Answer> live, Supplier<Answer> ready) {

  /** Yes or no, and why, for a person. */
  public record Answer(boolean ok, String detail) {}

  /** Returns the probes of a process that only watches. */
  public static Probes onlooker() {
    Answer running = new Answer(true, "running");
    return new Probes(() -> running, () -> running);
  }
}
