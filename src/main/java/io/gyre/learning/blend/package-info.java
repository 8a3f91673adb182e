/**
 * Learners that look at labels or at other learners, not at columns: {@code prior}, {@code label-
 * chain} and {@code blend}.
 */
package io.gyre.learning.blend;
