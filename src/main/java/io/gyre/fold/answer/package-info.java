/**
 * The answer of a fold about a point, and the numbers that it gives to classes. The other packages
 * of the fold use it.
 */
package io.gyre.fold.answer;
