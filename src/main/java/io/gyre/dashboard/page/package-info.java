/**
 * The events that open pages receive, for each application.
 *
 * <pre>
 *  Applications ─► FollowedApplication ─► EventSerializer ─► EventBroadcast ─► PageConnection
 * </pre>
 */
package io.gyre.dashboard.page;
