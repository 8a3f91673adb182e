/**
 * Points that wait for their labels, by id, in a store of their own: the points with all that was
 * answered, and a queue by age.
 *
 * <pre>
 *  WaitingRecords ─► WaitingStore   points by id (WaitingPointFormat)
 *                └─► WaitingQueue   the oldest first
 * </pre>
 */
package io.gyre.fold.waiting;
