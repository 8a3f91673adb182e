/**
 * The fields of the first records of a stream: which are numbers, texts or times, and which could
 * be the label or the time. Terminal and page show it; nothing is learned from it.
 */
package io.gyre.format.survey;
