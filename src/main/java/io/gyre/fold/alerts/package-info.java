/**
 * What a fold tells at once: which points to look at, under a budget and by what they may cost, and
 * that the stream has drifted.
 */
package io.gyre.fold.alerts;
