package io.gyre.file;

/**
 * A row that was split into point and label.
 *
 * @param id the text of its id; may be null
 * @param point its record with null for the label; UTF-8
 * @param label the label's own record, {@code {"id":"p-17","label":1}} with the names and values of
 *     the row; null if the row has no label or no id
 * @param timeMs the event time, since the epoch; negative if the row has none
 */
public record SeparatedRow(String id, byte[] point, byte[] label, long timeMs) {}
