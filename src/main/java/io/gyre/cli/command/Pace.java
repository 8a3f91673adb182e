package io.gyre.cli.command;

import io.gyre.cli.StopSignal;

/** Says when each row is sent, and the event time that it bears. Rows are counted from 0. */
interface Pace {

  /**
   * Waits until row i may be sent.
   *
   * @return false if it is not to be sent, because the stop was requested
   */
  boolean await(long i, StopSignal stop) throws InterruptedException;

  /** Returns the event time of row i, in milliseconds since the epoch. */
  long timestamp(long i);
}
