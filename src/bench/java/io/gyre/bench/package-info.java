/**
 * The measurements behind {@code scripts/bench}, what learning costs beside moving the records, and
 * {@code scripts/bench-io}, what it writes, and {@code scripts/bench-serve}, how questions are
 * answered. They are compiled with the tests and in no jar. {@link BenchCore} runs the benchmarks
 * of the maths alone.
 *
 * <pre>
 *  BenchCommand                  options; writes a BenchReport
 *    │
 *  Bench ──► Workload            the bench's topics and points
 *    ├─────► WorkerProcess       a JVM per scenario, or per instance of the application
 *    │         └ Worker          runs one Setup at a time, measured from within
 *    ├─────► Probe               reads the predictions: how long a backlog takes, and latency
 *    └─────► Rounds              what was measured
 * </pre>
 *
 * <p>Every scenario has a JVM of its own that lives through all rounds, so that its compiled code
 * is what it would be in production and no scenario is measured on another's; so have the instances
 * of each layout. Broker, sender and reader are in none of them. Rounds are interleaved and ratios
 * are taken within a round: what slows the machine for a while slows both sides.
 *
 * <pre>
 *  BenchIo                       options; writes an IoReport for each rate
 *    │
 *  IoRun ──► GyreProcess         a command in a JVM of its own: produce, learn
 *    └─────► LogSegments         what lies on the disk of the broker
 * </pre>
 *
 * <pre>
 *  BenchServe                    options; writes a table
 *    │
 *  ServeRun ─► GyreProcess       learn and serve; the broker as a BrokerProcess
 *    ├───────► PacedPoints       sends SampleOrders
 *    └───────► Questions         asks over HTTP
 * </pre>
 *
 * <p>Nothing of Gyre may use it.
 */
package io.gyre.bench;
