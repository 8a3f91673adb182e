package io.gyre.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LearnTextTest {

  private static final List<String> TWO_INSTANCES =
      List.of(
          "gyre-2-StreamThread-1-consumer at /10.0.0.2",
          "gyre-1-StreamThread-1-consumer at /10.0.0.1",
          "gyre-1-StreamThread-2-consumer at /10.0.0.1");

  @Test
  void shouldSayNothingOfAnApplicationThatRunsOnce() {
    assertThat(LearnText.others(List.of(), "gyre")).isEmpty();
  }

  @Test
  void shouldNameTheInstancesThatShareTheWork() {
    assertThat(LearnText.others(TWO_INSTANCES, "gyre").orElseThrow())
        .startsWith(
            "gyre runs already: gyre-1 at 10.0.0.1, gyre-2 at 10.0.0.2. Instances share the work;")
        .contains("--application-id");
  }
}
