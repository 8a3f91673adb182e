/**
 * What settings of any kind are made of: checks of ranges, JSON, and marks of what may not change.
 */
package io.gyre.learning.settings;
