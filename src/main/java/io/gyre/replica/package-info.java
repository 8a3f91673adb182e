/**
 * Folds that follow what an application saves, wherever it runs. They answer questions only.
 *
 * <pre>
 *  state-changelog ─► ChangelogReader ─► Fold ─► LiveFolds      read_committed, no group
 *                     bytes by key,      made again, asked by pages
 *                     by partition       where they are whole
 * </pre>
 *
 * <p>May use {@code state}, {@code fold}, {@code kafka}, the names of {@code stream}, and Kafka's
 * clients.
 */
package io.gyre.replica;
