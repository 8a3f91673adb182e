/** Decision trees over the last labelled points, each rebuilt in its turn. */
package io.gyre.learning.trees;
