/**
 * What a fold is opened with and what it gives: its settings, its store, its place in the log, and
 * reports of its learners.
 */
package io.gyre.fold.state;
