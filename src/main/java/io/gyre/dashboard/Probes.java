package io.gyre.dashboard;

import java.util.function.Supplier;

/**
 * What an orchestrator asks a process.
 *
 * @param live fails only when nothing but a restart helps
 * @param ready whether the process does its work now
 */
public record Probes(Supplier<Answer> live, Supplier<Answer> ready) {

  /**
   * An answer.
   *
   * @param ok yes or no
   * @param detail why, for a person
   */
  public record Answer(boolean ok, String detail) {

    /** Yes. */
    public static Answer yes(String detail) {
      return new Answer(true, detail);
    }

    /** No, because of this. */
    public static Answer no(String detail) {
      return new Answer(false, detail);
    }
  }

  /** The probes of a process that only looks on. */
  public static Probes onlooker() {
    return new Probes(() -> Answer.yes("running"), () -> Answer.yes("running"));
  }

  /** Adds a condition for being ready. */
  Probes alsoReady(Supplier<Answer> more) {
    return new Probes(
        live,
        () -> {
          Answer answer = ready.get();
          return answer.ok() ? more.get() : answer;
        });
  }
}
