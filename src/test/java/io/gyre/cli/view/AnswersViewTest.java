package io.gyre.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Label;
import io.gyre.learning.Contributions;
import io.gyre.topic.Prediction;
import io.gyre.topic.Predictions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnswersViewTest {

  private static final Prediction OF_TWO = Predictions.ofTwo("q", "network", 0.12, null, 120, 0, 7);

  private static Prediction of(String learner, String prediction, double p, String positive)
      throws Exception {
    Label predicted = Label.parse(prediction);
    boolean two = positive != null;
    return two
        ? Predictions.of("q", learner, predicted, p, Label.parse(positive), null, null, 7, 0, 7)
        : Predictions.ofMany("q", learner, predicted, Map.of(predicted, p), null, 7);
  }

  @Test
  void shouldSayWhoseProbabilityItIs() throws Exception {
    Prediction none = Predictions.of("q", "new", null, Double.NaN, null, Map.of(), null, 0, 0, 7);

    assertThat(
            AnswersView.table(
                List.of(
                    OF_TWO, of("named", "no", 0.25, "yes"), of("more", "sit", 0.5, null), none)))
        .containsExactly(
            "learner  prediction  probability  of class  step",
            "network           0       0.1200  1          120",
            "named            no       0.2500  yes          7",
            "more            sit       0.5000  sit          7",
            "new               -            -  -            0");
  }

  @Test
  void shouldSayWhatSpeaksForEachAnswerAndWhatWasMissing() {
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("age", 1.25);
    terms.put("carrier\u001b[2J", -0.5);
    terms.put(Contributions.OTHERS, 0.125);
    terms.put(Contributions.BIAS, -2.0);
    List<Prediction> answers =
        List.of(
            Predictions.withWhy(OF_TWO, terms, null),
            Predictions.withWhy(OF_TWO, Map.of("age", -0.0625), null),
            Predictions.withWhy(OF_TWO, Map.of(), null),
            Predictions.withWhy(OF_TWO, Map.of(), 9_900));

    assertThat(AnswersView.why(answers, Set.of("age")))
        .containsExactly(
            "",
            "network says 0: the terms of the logit, + for it, - against it",
            "     +1.2500  age",
            "     -0.5000  carrier\\u001b[2J missing",
            "     +0.1250  (others)",
            "     -2.0000  (bias)",
            "",
            "network says 0: how far each field raises (+) or lowers (-) its probability",
            "     -0.0625  age",
            "",
            "network says 0: no field changes that",
            "",
            "network says 0: no field tried changes that",
            "  9,900 of its fields were not tried: that would take too long");
  }

  @Test
  void shouldNotCallMissingWhatIsRememberedOfAKeyNorTheWordsOfAText() {
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("card.rate.4", 2.0);
    terms.put("card+shop.gap", 1.0);
    terms.put("cardholder", .5);
    terms.put("card: gift\nx", .25);

    assertThat(AnswersView.why(List.of(Predictions.withWhy(OF_TWO, terms, null)), Set.of("card")))
        .endsWith(
            "     +2.0000  card.rate.4",
            "     +1.0000  card+shop.gap",
            "     +0.5000  cardholder missing",
            "     +0.2500  card: gift\\u000ax");
  }
}
