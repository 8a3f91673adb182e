package io.gyre.learning.expression;

/** A learner's answers cannot be computed from a row alone; the message says why, for people. */
public final class InexpressibleException extends Exception {

  private static final long serialVersionUID = 1L;

  public InexpressibleException(String why) {
    super(why);
  }
}
