/**
 * The HTTP server of Javalin as Gyre uses it: its address, TLS and limits, who may ask what, bodies
 * read and written without a waiting thread, and JSON. It has no route, and knows by name only
 * those that are free of a check.
 */
package io.gyre.serving;
