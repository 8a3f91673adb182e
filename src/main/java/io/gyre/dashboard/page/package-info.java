/**
 * What open pages are told, for each application: events as JSON, the connections, and what the
 * serving process knows beside the topics.
 *
 * <pre>
 *  Applications ─► FollowedApplication ─► EventSerializer ─► EventBroadcast ─► PageConnection
 * </pre>
 */
package io.gyre.dashboard.page;
