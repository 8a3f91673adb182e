package io.gyre.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.topic.TopicNames;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LearnedTopicChoiceTest {

  private static final TopicNames NAMES = TopicNames.standard().withPrefix("orders.");

  @Test
  void shouldTakeTheOnlyTopicThatIsRead() {
    TopicNames found = LearnedTopicChoice.choose(NAMES, Set.of("orders"));

    assertThat(found.points()).isEqualTo("orders");
    assertThat(found.outputs()).isEqualTo(NAMES.outputs());
    assertThat(LearnedTopicChoice.choose(NAMES, Set.of())).isEqualTo(NAMES);
  }

  @Test
  void shouldAskForTheTopicOfThePointsWhereLabelsHaveOneToo() {
    Set<String> read = new TreeSet<>(Set.of("orders", "labels"));

    assertThatThrownBy(() -> LearnedTopicChoice.choose(NAMES, read))
        .isInstanceOf(GyreException.class)
        .hasMessage(
            "there is no topic orders.points. The learners read labels and orders: say which has the points, with --points labels or --points orders");
  }
}
