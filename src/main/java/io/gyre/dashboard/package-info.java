/**
 * The live page, health and metrics: follows the topics and serves what it sees over HTTP.
 *
 * <pre>
 *  metrics, parameters, dead letters ─► OutputTopicsReader ─┐                   ┌─► EventBroadcast ─► PageConnection
 *  predictions + points ──────────────► PredictionJoiner ───┼─► DashboardState ─┼─► ApiRoutes, PlaneRoutes
 *  ends of points, group's offsets ───► LagMonitor ─────────┘                   └─► PrometheusCollector
 *        (one thread: Follower)
 *
 *  questions ─► ModelAnswer, PlaneRoutes, FieldWeights ─► LiveModel
 * </pre>
 *
 * <p>Everything is bounded: rings of a fixed length, a fixed number of records per round whatever
 * the rate, a queue of a few events per page, threads and connections of the server ({@code
 * HttpLimits}). A frame is serialised once for all pages; no slow client holds a thread.
 *
 * <p>May use {@code data}, {@code learning}, {@code scoring}, {@code fold}, {@code kafka}, {@code
 * topic}, Javalin, Jetty with its servlets, Jackson, Micrometer with Prometheus' model and
 * kafka-clients. What runs in the same process (the learner's state, Kafka Streams' meters, the
 * built-in producer) is handed in by {@code cli} through {@link io.gyre.dashboard.Probes}, meter
 * binders and {@link io.gyre.dashboard.page.SpiralControls}; the learners are asked through {@link
 * io.gyre.fold.LiveModel}.
 */
package io.gyre.dashboard;
