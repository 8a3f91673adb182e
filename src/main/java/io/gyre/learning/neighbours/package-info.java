/**
 * The kind {@code neighbours}: the k nearest of the last R points, found exactly, column by column.
 */
package io.gyre.learning.neighbours;
