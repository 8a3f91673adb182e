/**
 * Options that several commands share, as picocli mixins, and the converters of their values. May
 * use every other package but {@code cli.command} and {@code cli.view}.
 */
package io.gyre.cli.option;
