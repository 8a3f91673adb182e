/** How texts of records are read, and what people are told: numbers, times and texts as words. */
package io.gyre.words;
