/**
 * The input of a fold: one record of its log at a time, with its source. Records that came before
 * are detected here.
 *
 * <pre>
 *  LogRecord ─► LogPointReader ─► Point
 *            └► JournalSources: which offsets of each source were applied
 * </pre>
 */
package io.gyre.fold.intake;
