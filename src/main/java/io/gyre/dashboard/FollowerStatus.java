package io.gyre.dashboard;

/**
 * How the watching itself goes.
 *
 * @param connected whether the topics are being read
 * @param detail what is waited for, when they are not; else what a person should know, or empty
 * @param rate points that arrive per second, or that are learned, where those are more
 * @param shown points per second that the page gets to see; fewer than {@code rate} is a sample
 * @param lag points on the topic that are not learned from yet; −1 when that is not known
 * @param waiting points that wait for their label, over all partitions
 * @param letters dead letters seen
 * @param allLetters whether that is all there ever were; else there were more
 */
record FollowerStatus(
    boolean connected,
    String detail,
    double rate,
    double shown,
    long lag,
    long waiting,
    long letters,
    boolean allLetters) {}
