package io.gyre.notebook;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.fold.FoldReport;
import io.gyre.notebook.NotebookRun.Result;
import io.gyre.notebook.NotebookRun.Settings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** Prints a run of the notebook, for a person or as JSON lines. */
public record NotebookReport(PrintWriter out, Settings settings, boolean json) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Printed by the notebook: the cost after iteration 0, 1000, … 9000. */
  private static final double[] PUBLISHED = {
    .693141, .052671, .040765, .032499, .027457, .023722, .020082, .016282, .013001, .010872
  };

  private static final int PUBLISHED_EVERY = 1_000;

  public void begin() {
    if (!json) {
      print(
          "%,d points, %,d passes, %d hidden units, learning rate %s%n%n%8s  %-20s  %s"
              .formatted(
                  2 * NotebookRun.POINTS_PER_ARM,
                  settings.passes(),
                  settings.hidden(),
                  settings.learningRate(),
                  "pass",
                  "cost",
                  settings.isNotebooks() ? "notebook" : ""));
    }
  }

  public void pass(int pass, double cost) {
    if (json) {
      print(JSON.createObjectNode().put("pass", pass).put("cost", cost));
    } else {
      print("%8d  %-20s  %s".formatted(pass, cost, published(pass)));
    }
  }

  private String published(int pass) {
    int i = pass / PUBLISHED_EVERY;
    return settings.isNotebooks() && pass % PUBLISHED_EVERY == 0 && i < PUBLISHED.length
        ? "%f".formatted(PUBLISHED[i])
        : "";
  }

  /** Prints how good the final parameters are. */
  public void end(Result result) {
    if (!json) {
      out.println();
    }
    for (String learner : List.of(NotebookRun.NETWORK, NotebookRun.LOGISTIC)) {
      print(json ? json(result, learner) : line(result, learner));
    }
  }

  private static ObjectNode json(Result result, String learner) {
    int points = result.points().size();
    ObjectNode node =
        JSON.createObjectNode()
            .put("learner", learner)
            .put("correct", result.correct(learner))
            .put("points", points)
            .put("accuracy", (double) result.correct(learner) / points);
    if (learner.equals(NotebookRun.LOGISTIC)) {
      FoldReport fold = result.fold().report();
      int place = fold.learners().indexOf(learner);
      Map<String, Object> learned = fold.learned(place, Long.MAX_VALUE).parameters();
      node.set("coefficients", JSON.valueToTree(((double[][]) learned.get("w2"))[0]));
      node.put("intercept", ((double[]) learned.get("b2"))[0]);
    }
    return node;
  }

  private String line(Result result, String learner) {
    int correct = result.correct(learner);
    int points = result.points().size();
    String published = learner.equals(NotebookRun.NETWORK) ? "99 %" : "66 %";
    return "Accuracy of %-9s %6.2f %%  (%d of %d)%s"
        .formatted(
            learner + ":",
            100.0 * correct / points,
            correct,
            points,
            settings.isNotebooks() ? "  notebook: " + published : "");
  }

  private void print(Object line) {
    out.println(line);
    out.flush();
  }
}
