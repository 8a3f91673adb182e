package io.gyre.inference;

import io.gyre.fold.LiveModel;

/**
 * An application whose learners can be asked.
 *
 * @param id the application's id
 */
public record AskedApplication(String id, LiveModel model) {}
