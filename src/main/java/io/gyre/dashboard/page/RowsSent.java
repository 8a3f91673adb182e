package io.gyre.dashboard.page;

/**
 * How far the rows of a file have been sent.
 *
 * @param file its name, without the folder
 * @param sent rows of it that are on the topic
 * @param total rows that it has; null as long as they are not counted
 * @param ended whether the last one was sent
 * @param bad rows that were passed over
 * @param startMs the timestamp of its first row; each row's is 1 ms after that of the row before
 */
public record RowsSent(String file, long sent, Long total, boolean ended, long bad, long startMs) {}
