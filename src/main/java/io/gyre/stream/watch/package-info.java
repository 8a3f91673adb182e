/**
 * Looks at a running application: whether its topics are still the same, whether it stalls, how far
 * behind it is, and what of the journal can be deleted.
 */
package io.gyre.stream.watch;
