package io.gyre.dashboard;

import io.gyre.data.RecordSettings;
import io.gyre.fold.LiveModel;

/**
 * An application that a page shows: what is known of it, and the pages that are told.
 *
 * @param state what was read from its topics
 * @param sources what else is known of it
 * @param pages that are kept up to date
 * @param figures of its learners between their reports
 * @param weights of its fields
 */
record FollowedApplication(
    DashboardState state,
    PageSources sources,
    EventBroadcast pages,
    FigureWatch figures,
    FieldWeights weights)
    implements AutoCloseable {

  /** Starts to tell pages of it; the list says which others there are. */
  static FollowedApplication of(
      DashboardState state, PageSources sources, Applications applications) {
    EventBroadcast pages = new EventBroadcast(new EventSerializer(state, sources, applications));
    return new FollowedApplication(
        state,
        sources,
        pages,
        new FigureWatch(state, pages, sources.figures()),
        new FieldWeights(state, sources));
  }

  /** What the members of a point's record mean to its learners, or as far as is known. */
  RecordSettings records() {
    return sources
        .model()
        .understood(0)
        .map(LiveModel.Understood::records)
        .orElse(sources.records());
  }

  /** Its id. */
  String id() {
    return state.application();
  }

  @Override
  public void close() {
    figures.close();
    pages.close();
  }
}
