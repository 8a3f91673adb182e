package io.gyre.feed;

/**
 * How long the label of a row is held back.
 *
 * @param amount rows, or milliseconds; 0 or more
 * @param isTime whether it is a time
 */
public record LabelDelay(long amount, boolean isTime) {}
