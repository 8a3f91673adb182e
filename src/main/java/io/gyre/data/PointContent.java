package io.gyre.data;

/** What a question says of a point, in whichever form the one who asks has it. */
public sealed interface PointContent permits Fields, JsonRecord, NamedValues {}
