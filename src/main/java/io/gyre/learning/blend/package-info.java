/**
 * Learners that use labels or other learners, but not columns: {@code prior}, {@code label- chain}
 * and {@code blend}.
 */
package io.gyre.learning.blend;
