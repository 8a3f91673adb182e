package io.gyre.dashboard.page;

import io.gyre.dashboard.state.DashboardState;
import io.gyre.data.RecordSettings;
import io.gyre.fold.LiveModel;
import io.gyre.kafka.RepeatingThread;

/**
 * An application that a page shows: what is known of it, and the pages that are told.
 *
 * @param state what was read from its topics
 * @param sources what else is known of it
 * @param pages that are kept up to date
 * @param figures asks the learners how they stand while somebody looks: a report may take long
 * @param weights of its fields
 */
public record FollowedApplication(
    DashboardState state,
    InProcessSources sources,
    EventBroadcast pages,
    RepeatingThread figures,
    FieldWeights weights)
    implements AutoCloseable {

  /** Starts to tell pages of it; the list says which others there are. */
  public static FollowedApplication of(
      DashboardState state, InProcessSources sources, Applications applications) {
    EventBroadcast pages = new EventBroadcast(new EventSerializer(state, sources, applications));
    // Not on the thread of the pages: a question may wait for its turn.
    RepeatingThread figures =
        RepeatingThread.following(
            "dashboard-figures",
            () -> {
              if (pages.listeners() > 0) {
                EventBroadcast.guarded(() -> state.open(sources.figures().get()));
              }
            });
    figures.start();
    return new FollowedApplication(
        state, sources, pages, figures, new FieldWeights(state, sources));
  }

  public void refresh() {
    state.open(sources.figures().get());
  }

  /** What the members of a point's record mean to its learners, or as far as is known. */
  public RecordSettings records() {
    return sources
        .model()
        .understood(0)
        .map(LiveModel.Understood::records)
        .orElse(sources.records());
  }

  String id() {
    return state.application();
  }

  @Override
  public void close() {
    figures.interrupt(); // a question to the learners may take long
    figures.close();
    pages.close();
  }
}
