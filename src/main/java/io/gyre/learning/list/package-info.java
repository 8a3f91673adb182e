/**
 * The kinds of learner and the lists of learners: read from JSON, checked, and compared with the
 * saved ones.
 */
package io.gyre.learning.list;
