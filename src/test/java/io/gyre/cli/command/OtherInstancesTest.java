package io.gyre.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OtherInstancesTest {

  private static final List<String> TWO_INSTANCES =
      List.of(
          "gyre-2-StreamThread-1-consumer at /10.0.0.2",
          "gyre-1-StreamThread-1-consumer at /10.0.0.1",
          "gyre-1-StreamThread-2-consumer at /10.0.0.1");

  @Test
  void shouldSayNothingOfAnApplicationThatRunsOnce() {
    assertThat(OtherInstances.note(List.of(), "gyre", 1)).isEmpty();
  }

  @Test
  void shouldNameTheInstancesAndWhatTheyShare() {
    assertThat(OtherInstances.note(TWO_INSTANCES, "gyre", 4).orElseThrow())
        .startsWith(
            "gyre runs already: gyre-1 at 10.0.0.1, gyre-2 at 10.0.0.2. Instances share the points topic: 4 partitions.")
        .contains("--application-id");
  }

  @Test
  void shouldSayThatAnInstanceWithoutAPartitionStandsBy() {
    assertThat(OtherInstances.note(TWO_INSTANCES, "gyre", 3).orElseThrow())
        .contains("3 partitions, so this one stands by until another ends.");
    assertThat(OtherInstances.note(TWO_INSTANCES.subList(0, 1), "gyre", 1).orElseThrow())
        .contains("1 partition, so this one stands by");
  }
}
