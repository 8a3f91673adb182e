/**
 * The fold of one log in a plain loop (ScoreRun): over a file, what lies on a topic
 * (StoredRecords), or the log of an application from one of its versions on (VersionLog).
 */
package io.gyre.app.score;
