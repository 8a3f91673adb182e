/** The base of all settings: checks of ranges, JSON, and marks of settings that may not change. */
package io.gyre.learning.settings;
