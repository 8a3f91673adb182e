/**
 * Versions: snapshots of an application's model that are kept on the topic {@code ID-versions}.
 * {@link io.gyre.version.VersionKeeper} writes them, in the transaction of a commit; {@link
 * io.gyre.version.VersionTopic} lists, reads and deletes them.
 */
package io.gyre.version;
