/**
 * The HTTP server of Javalin as Gyre uses it: its address, limits, bodies read and written without
 * a waiting thread, JSON, and the check of a request's origin. It knows no route.
 */
package io.gyre.serving;
