package io.gyre.fold;

/**
 * What a point has done to the stream's time: moved it further than is believed of one point, or
 * shown that a clock was wrong.
 *
 * @param fromMs the stream's time before, in ms since the epoch; -1 before the first point
 * @param toMs the time since
 * @param isWrong whether a clock was found to be ahead, or to stand still
 * @param wrongClocks how often that was found since the start
 */
public record TimeJump(long fromMs, long toMs, boolean isWrong, long wrongClocks) {}
