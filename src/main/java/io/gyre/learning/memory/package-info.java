/** The last rows, and the scale of all numbers, which all learners share. */
package io.gyre.learning.memory;
