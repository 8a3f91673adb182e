/**
 * The HTTP server of Javalin as Gyre uses it: its address, TLS and limits, who may ask what, bodies
 * read and written without a waiting thread, and JSON. It has no route beside health and metrics;
 * each {@link io.gyre.http.Route} says what it may do.
 */
package io.gyre.http;
