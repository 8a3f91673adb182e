package io.gyre.version;

/**
 * That somebody asks a running learner for a version.
 *
 * @param id of this request alone
 */
public record VersionRequest(String id, String name) {}
