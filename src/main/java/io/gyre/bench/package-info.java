/**
 * The measurement behind {@code gyre bench}: what learning costs beside moving the records.
 *
 * <pre>
 *  Bench ──► Workload            pre-produces the points, once
 *    ├─────► Child "broker"      LocalBroker in a process of its own
 *    ├─────► Child per scenario  Worker: one topology at a time, measured from within
 *    └─────► LatencyProbe        sends at a rate, and times what comes out
 *
 *  JournalBench                  one model behind the journal beside replicas ({@code --journal})
 *    ├─────► Child per instance  Instance: the application itself, one Trial at a time
 *    ├─────► HeldPoints          the points of a trial, which all instances may read at once
 *    ├─────► ThroughputProbe     counts the predictions that are committed
 *    └─────► LatencyProbe
 * </pre>
 *
 * <p>Every scenario has a JVM of its own that lives through all rounds, so that its compiled code
 * is what it would be in production and no scenario is measured on another's. Rounds are
 * interleaved and ratios are taken within a round: what slows the machine for a while slows both
 * sides.
 *
 * <p>May use everything but {@code cli} and {@code dashboard}.
 */
package io.gyre.bench;
