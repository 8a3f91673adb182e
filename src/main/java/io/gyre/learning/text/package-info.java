/** What learners know of the words of texts, and naive Bayes, which learns from nothing else. */
package io.gyre.learning.text;
