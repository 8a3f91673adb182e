/** Texts: which fields are text, and the words of one as hashed columns. */
package io.gyre.data.text;
