/** Optimisers, their list in {@code Optimisers}, and the settings of training. */
package io.gyre.learning.optimiser;
