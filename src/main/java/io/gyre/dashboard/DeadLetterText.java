package io.gyre.dashboard;

/**
 * A dead letter as it is shown: texts only, cut to what a person reads.
 *
 * @param at where it lies on the dead-letter topic, partition-offset
 * @param reason why it cannot be a point
 * @param source topic, partition and offset that it came from
 * @param timestampMs ms since the epoch
 * @param key as text, or null
 * @param value as text if it is UTF-8, else in hexadecimal; or null
 * @param bytes length of the whole value
 * @param headers the record's own headers and Gyre's, a line each
 */
record DeadLetterText(
    String at,
    String reason,
    String source,
    long timestampMs,
    String key,
    String value,
    int bytes,
    String headers) {}
