/**
 * What is remembered of the values of keys, in a separate store, and the columns that points get of
 * it.
 *
 * <pre>
 *  KeyHistories ─► KeyFields       what a point has in its keys and in the fields remembered
 *               ├► KeyValues       the values: KeyHistory, in the order of KeyQueue
 *               ├► ColumnNames     which columns there are
 *               └► PendingLabels   labels whose time has not come
 * </pre>
 */
package io.gyre.fold.keys;
