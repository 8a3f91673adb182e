/**
 * Reads the topics of an application and its group's lag for the page, on one thread.
 *
 * <pre>
 *  metrics, parameters, dead letters ─► OutputTopicsReader ─┐
 *  predictions + points ─────────────► PredictionJoiner ────┼─► DashboardState
 *  ends of points, group's offsets ──► LagMonitor ──────────┘
 * </pre>
 */
package io.gyre.dashboard.follow;
