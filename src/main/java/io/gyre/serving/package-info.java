/**
 * The HTTP server of Javalin as Gyre uses it: its address, limits, bodies that no thread waits for,
 * JSON, and the check of a request's origin. It knows no route.
 */
package io.gyre.serving;
