package io.gyre.data.counts;

/**
 * Counts since the start of points and labels that came in separate records. Later passes over the
 * same rows count only in the first three figures and in the hash.
 *
 * @param waiting points that wait for their label now; {@code waitingLabels} the other way round
 * @param waitingBytes what both take in the store, and points that are kept after their wait
 * @param done ids of points that were learned and that are remembered now; null in metrics
 * @param matched labels that met their point
 * @param before those of them that came before their point
 * @param repeated second labels that said the same
 * @param corrections second labels that said something else
 * @param sameId points with an id of another that waits or whose label was learned
 * @param expired points that were given up when their wait ended
 * @param evicted points for which there was no room
 * @param unmatched labels whose point did not come within the waiting time
 * @param silent points that were learned without a label when their wait ended
 * @param tooLate labels of another class that came after that
 * @param learnedTooLate those of them that were learned as well
 * @param delayP50 median delay of a label after its point, in ms of event time; exact to 1 %; null
 *     before the first
 * @param delayP99 the delay that 99 % do not exceed
 * @param waitingDigest the sum modulo 2^256 of the SHA-256 of each entry in the store, in
 *     hexadecimal
 */
public record LateLabelCounts(
    long waiting,
    long waitingLabels,
    long waitingBytes,
    Long done,
    long matched,
    long before,
    long repeated,
    long corrections,
    long sameId,
    long expired,
    long evicted,
    long unmatched,
    long silent,
    long tooLate,
    long learnedTooLate,
    Long delayP50,
    Long delayP99,
    String waitingDigest) {}
