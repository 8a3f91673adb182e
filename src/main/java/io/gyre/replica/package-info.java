/**
 * Folds that follow what an application saves, wherever it runs: they answer questions, and learn
 * nothing.
 *
 * <pre>
 *  state-changelog ─► ChangelogReader ─► Fold ─► LiveFolds      read_committed, no group
 *                     bytes by key,      made anew, asked by pages
 *                     by partition       where they are whole
 * </pre>
 *
 * <p>May use {@code state}, {@code fold}, {@code kafka}, the names of {@code stream}, and Kafka's
 * clients.
 */
package io.gyre.replica;
