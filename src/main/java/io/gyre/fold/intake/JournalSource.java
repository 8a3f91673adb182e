package io.gyre.fold.intake;

/**
 * The source of a journal's record.
 *
 * @param missed how many records before it were lost before they could be forwarded
 */
public record JournalSource(String topicId, int partition, long offset, long missed) {}
