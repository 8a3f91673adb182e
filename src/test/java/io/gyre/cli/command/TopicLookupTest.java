package io.gyre.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.topic.TopicNames;
import java.util.ArrayList;
import java.util.List;
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
}
