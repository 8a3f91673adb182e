package io.gyre.file;

/**
 * A row that was taken apart.
 *
 * @param id the text of its id; null if it has none
 * @param point its record without the label, which is null there; UTF-8
 * @param label the label's own record, {@code {"id":"p-17","label":1}} with the names and values of
 *     the row; null if the row has no label or no id
 * @param timeMs the time of what happened, since the epoch; negative if the row does not say
 */
public record SeparatedRow(String id, byte[] point, byte[] label, long timeMs) {}
