/**
 * How an application starts: what is found on the cluster and in the state folder, and the rules
 * that decide what follows. No class here changes anything on the cluster but what a name says.
 *
 * <pre>
 *  StartFacts (what was found) ─► StartRules (a pure function) ─► StartDecision, or a StartRefusal
 * </pre>
 */
package io.gyre.stream.start;
