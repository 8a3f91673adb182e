package io.gyre.inference;

import io.gyre.fold.LiveFolds;

/**
 * An application whose learners can be asked.
 *
 * @param id the application's id
 */
public record AskedApplication(String id, LiveFolds model) {}
