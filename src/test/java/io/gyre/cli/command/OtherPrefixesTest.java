package io.gyre.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.topic.TopicNames;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtherPrefixesTest {

  private static List<String> topics(String... prefixes) {
    List<String> topics = new ArrayList<>(List.of("my.metrics", "clicks"));
    for (String prefix : prefixes) {
      topics.addAll(TopicNames.standard().withPrefix(prefix).outputs());
    }
    return topics;
  }

  @Test
  void shouldNameThePrefixesOfTopicsThatAreThere() {
    assertThat(OtherPrefixes.among("no.metrics", topics("orders.", "a-")))
        .contains("Gyre's topics are there with --prefix a- or --prefix orders.");
    assertThat(OtherPrefixes.among("no.metrics", topics("")))
        .contains("Gyre's topics are there with no --prefix");
    assertThat(
            OtherPrefixes.among("no.metrics", topics("6", "5", "4", "3", "2", "1")).orElseThrow())
        .endsWith("--prefix 4 or --prefix 5 or 1 others");
  }

  @Test
  void shouldNotAdviseThePrefixThatWasGiven() {
    assertThat(OtherPrefixes.among("orders.points", topics("orders.", "a-")))
        .contains("Its learners may read another topic: --points names it");
    assertThat(OtherPrefixes.among("b-points", topics("orders.", "a-")).orElseThrow())
        .contains("--prefix a-");
  }

  @Test
  void shouldNameNoneWhereATopicIsMissing() {
    assertThat(OtherPrefixes.among("no.metrics", topics())).isEmpty();
  }
}
