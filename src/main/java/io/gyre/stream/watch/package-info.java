/**
 * Watches a running application: changes of its topics, stalls, its lag, and records of the journal
 * that can be deleted.
 */
package io.gyre.stream.watch;
