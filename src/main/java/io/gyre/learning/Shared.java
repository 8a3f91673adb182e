package io.gyre.learning;

import io.gyre.encoding.Encoder;

/**
 * What the learners of a partition share. They read it; whoever drives them modifies it.
 *
 * @param encoder says which columns there are
 * @param memory the last labelled points
 * @param members the learners made so far, for those that mix them
 */
public record Shared(Encoder encoder, Memory memory, Members members) {

  /** Makes what learners share of which none is made yet. */
  public Shared(Encoder encoder, Memory memory) {
    this(encoder, memory, new Members());
  }
}
