/**
 * The kinds of learner and the lists of learners: read from JSON, checked, and compared with what
 * was saved.
 */
package io.gyre.learning.list;
