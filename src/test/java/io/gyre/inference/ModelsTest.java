package io.gyre.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.data.Label;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.LiveFolds.LearnedStream;
import io.gyre.format.survey.SurveyedFields;
import io.javalin.http.HttpResponseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ModelsTest {

  private static final LearnedStream KNOWN =
      new LearnedStream(
          SurveyedFields.NONE,
          Map.of(Label.TRUE, 1L),
          null,
          List.of("network"),
          "network",
          Map.of(),
          0.9);

  /** Returns a model of which nothing is understood at so many looks, and then all. */
  private static LiveFolds knownAfter(int looks) {
    AtomicInteger left = new AtomicInteger(looks);
    return new LiveFolds() {
      @Override
      public List<Integer> partitions() {
        return List.of(0);
      }

      @Override
      public Optional<LearnedStream> learnedStream(int partition) {
        return left.getAndDecrement() > 0 ? Optional.empty() : Optional.of(KNOWN);
      }
    };
  }

  private static Models models(LiveFolds model) {
    return new Models(() -> Map.of("taxi", model), null);
  }

  @Test
  void shouldNotDenyALearnerThatBecomesKnownMeanwhile() {
    assertThatThrownBy(() -> models(knownAfter(1)).of("network", null))
        .isInstanceOfSatisfying(
            HttpResponseException.class, e -> assertThat(e.getStatus()).isEqualTo(503))
        .hasMessageContaining("cannot be asked now");
    assertThat(models(knownAfter(0)).of("network", null).learner()).isEqualTo("network");
  }
}
