/**
 * Points that wait for their labels, by id, in a separate store: the points with all answers, and a
 * queue by age.
 *
 * <pre>
 *  WaitingRecords ─► DigestedEntries   points by id (WaitingPointFormat)
 *                └─► WaitingQueue      the oldest first
 * </pre>
 */
package io.gyre.fold.waiting;
