package io.gyre.bench;

/** A scenario under a guarantee, of which there are figures. */
public record Case(Scenario scenario, Guarantee guarantee) {}
