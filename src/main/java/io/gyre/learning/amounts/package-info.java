/**
 * Learners of amounts alone: guesses that see no field, the mix of all others, and how sure it is.
 */
package io.gyre.learning.amounts;
