/**
 * The latest of everything that a page shows, in rings of a fixed length. Written by one thread,
 * read by many.
 */
package io.gyre.dashboard.state;
