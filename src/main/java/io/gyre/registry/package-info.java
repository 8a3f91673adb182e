/**
 * Schema registries: {@code SchemaRegistry} asks one, {@code UsedSchemas} remembers what an
 * instance uses of it.
 */
package io.gyre.registry;
