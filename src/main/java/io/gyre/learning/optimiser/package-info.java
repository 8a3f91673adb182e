/** Optimisers, the settings of training, and the line of each in {@code Optimisers}. */
package io.gyre.learning.optimiser;
