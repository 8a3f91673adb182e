/**
 * The start of an application: the facts found on the cluster and in the state folder, and the
 * rules that decide the next steps.
 *
 * <pre>
 *  StartFacts (what was found) ─► StartRules (a pure function) ─► StartDecision, or a StartRefusal
 * </pre>
 */
package io.gyre.stream.start;
