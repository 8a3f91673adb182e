package io.gyre.fold.intake;

/**
 * Where a record of a journal came from.
 *
 * @param topicId the id of the topic that it was forwarded from
 * @param partition of that topic
 * @param offset in that partition
 * @param missed how many records before it that partition had lost before they could be forwarded
 */
public record JournalSource(String topicId, int partition, long offset, long missed) {}
