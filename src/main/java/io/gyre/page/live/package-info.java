/**
 * The events that open pages receive, for each application.
 *
 * <pre>
 *  Applications ─► FollowedApplication ─► EventSerializer ─► EventBroadcast
 * </pre>
 */
package io.gyre.page.live;
