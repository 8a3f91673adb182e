/**
 * The live page, health and metrics: asks the folds, follows the topics and serves both over HTTP.
 *
 * <pre>
 *  figures, LiveFolds ───────────────────────────────────────┐                   ┌─► EventBroadcast
 *  past metrics, alerts, dead letters ─► OutputTopicsReader ─┤                   │
 *  predictions + points ───────────────► PredictionJoiner ───┼─► DashboardState ─┼─► ApiRoutes, PlaneRoutes
 *  ends of points, group's offsets ────► LagMonitor ─────────┘                   └─► PrometheusMetrics
 *        (one thread: Follower; where no page is served, of the LagMonitor alone)
 *
 *  questions ─► ModelAnswer, PlaneRoutes, FieldWeights ─► LiveFolds
 * </pre>
 *
 * <p>Everything is bounded: rings of a fixed length, a fixed number of records per round at any
 * rate, a queue of a few events per page, threads and connections of the server ({@code
 * HttpLimits}). A frame is serialised once for all pages; no slow client holds a thread.
 */
package io.gyre.page;
