package io.gyre.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.topic.TopicNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TopicLookupTest {

  private static List<String> topics(String... prefixes) {
    List<String> topics = new ArrayList<>(List.of("my.metrics", "clicks"));
    for (String prefix : prefixes) {
      topics.addAll(TopicNames.standard().withPrefix(prefix).outputs());
    }
    return topics;
  }

  @Test
  void shouldNameThePrefixesOfTopicsThatAreThere() {
    assertThat(TopicLookup.otherPrefixes("no.metrics", topics("orders.", "a-")))
        .contains("Gyre's topics are there with --prefix a- or --prefix orders.");
    assertThat(TopicLookup.otherPrefixes("no.metrics", topics("")))
        .contains("Gyre's topics are there with no --prefix");
    assertThat(
            TopicLookup.otherPrefixes("no.metrics", topics("6", "5", "4", "3", "2", "1"))
                .orElseThrow())
        .endsWith("--prefix 4 or --prefix 5 or 1 others");
  }

  @Test
  void shouldNotAdviseThePrefixThatWasGiven() {
    assertThat(TopicLookup.otherPrefixes("orders.points", topics("orders.", "a-")))
        .contains("Its learners may read another topic: --points names it");
    assertThat(TopicLookup.otherPrefixes("b-points", topics("orders.", "a-")).orElseThrow())
        .contains("--prefix a-");
  }

  @Test
  void shouldNameNoneWhereATopicIsMissing() {
    assertThat(TopicLookup.otherPrefixes("no.metrics", topics())).isEmpty();
  }

  private static final TopicNames NAMES = TopicNames.standard().withPrefix("orders.");

  @Test
  void shouldTakeTheOnlyTopicThatIsRead() {
    TopicNames found = TopicLookup.choose(NAMES, Set.of("orders"));

    assertThat(found.points()).isEqualTo("orders");
    assertThat(found.outputs()).isEqualTo(NAMES.outputs());
    assertThat(TopicLookup.choose(NAMES, Set.of())).isEqualTo(NAMES);
  }

  @Test
  void shouldAskForTheTopicOfThePointsWhereLabelsHaveOneToo() {
    Set<String> read = new TreeSet<>(Set.of("orders", "labels"));

    assertThatThrownBy(() -> TopicLookup.choose(NAMES, read))
        .isInstanceOf(GyreException.class)
        .hasMessage(
            "there is no topic orders.points. The learners read labels and orders: say which has the points, with --points labels or --points orders");
  }
}
