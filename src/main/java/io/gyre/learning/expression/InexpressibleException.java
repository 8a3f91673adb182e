package io.gyre.learning.expression;

/** A learner's answers cannot be computed from a row alone; the message says why, for people. */
public final class InexpressibleException extends Exception {

  private static final long serialVersionUID = 1L;

  public InexpressibleException(String why) {
    super(why);
  }

  /** Makes the refusal of every learner of amounts. */
  public static InexpressibleException ofAmounts() {
    return new InexpressibleException(
        "it predicts amounts by labels that came last, which a graph is not told");
  }
}
