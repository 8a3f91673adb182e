package io.gyre.data;

/**
 * A record of JSON, as a person writes it or a topic has it.
 *
 * @param value not changed
 */
public record JsonRecord(byte[] value) implements PointContent {}
