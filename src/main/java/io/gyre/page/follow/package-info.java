/** Reads the topics of an application and the lag of its group into the state, on one thread. */
package io.gyre.page.follow;
