/** What all learners share of the points: the last rows, and the scale of all numbers. */
package io.gyre.learning.memory;
