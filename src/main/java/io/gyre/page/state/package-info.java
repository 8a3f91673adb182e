/**
 * The latest of everything that a page shows, in rings of a fixed length. One thread writes what
 * topics tell, those that ask the folds write the figures, and many read.
 */
package io.gyre.page.state;
