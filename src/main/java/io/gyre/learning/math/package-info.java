/** Functions and sums whose bits are the same on every machine. */
package io.gyre.learning.math;
