package io.gyre.learning.trees;

/**
 * The nodes of a tree, by number; 0 is the root. Copies.
 *
 * @param slots of each split, of the slots without words
 * @param cuts c of each split: a point with x &lt; c goes to the left child, as floats; missing
 *     numbers are +∞
 * @param left the left child of each split, before the right one; 0 for a leaf
 * @param probabilities of each leaf, K numbers; null for a split
 */
record TreeNodes(int[] slots, float[] cuts, int[] left, double[][] probabilities) {}
