package io.gyre.data;

/**
 * What became of points and labels that came in records of their own, since the start. Points of
 * later passes over the same rows count in the first three figures and in the hash alone.
 *
 * @param waiting points that wait for their label now
 * @param waitingLabels labels that wait for their point now
 * @param waitingBytes what both take in the store
 * @param done ids of which it is remembered now that their label was learned; null in metrics
 * @param matched labels that met their point
 * @param before those of them that came before their point
 * @param repeated second labels that said the same
 * @param corrections second labels that said something else
 * @param sameId points whose id another one had that waits, or whose label was learned
 * @param expired points that waited too long
 * @param evicted points for which there was no room
 * @param unmatched labels whose point did not come as long as they could wait
 * @param delayP50 how long after its point a label came, in ms of event time, in half of the cases
 *     at most; exact to 1 %; null before the first
 * @param delayP99 the same in 99 % of the cases
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
    Long delayP50,
    Long delayP99,
    String waitingDigest) {}
