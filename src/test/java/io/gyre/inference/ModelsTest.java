package io.gyre.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.data.Label;
import io.gyre.data.survey.SurveyedFields;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.LiveFolds.Understood;
import io.javalin.http.HttpResponseException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ModelsTest {

  private static final Understood KNOWN =
      new Understood(
          SurveyedFields.NONE,
          Map.of(Label.TRUE, 1L),
          null,
          Map.of(),
          List.of("network"),
          "network",
          Map.of());

  /** Returns a model of which nothing is understood at so many looks, and then all. */
  private static LiveFolds knownAfter(int looks) {
    AtomicInteger left = new AtomicInteger(looks);
    return (LiveFolds)
        Proxy.newProxyInstance(
            LiveFolds.class.getClassLoader(),
            new Class<?>[] {LiveFolds.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "partitions" -> List.of(0);
                  case "understood" ->
                      left.getAndDecrement() > 0 ? Optional.empty() : Optional.of(KNOWN);
                  case "whyNot" -> "cannot be asked now";
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static Models models(LiveFolds model) {
    return new Models(() -> List.of(new AskedApplication("taxi", model)));
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
