package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.cli.command.NotebookRun.Result;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.TrainedModel;
import io.gyre.notebook.Classifier;
import io.gyre.notebook.NotebookFigures;
import io.gyre.topic.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** Writes the notebook's figures of a run, its models made from the last parameters records. */
final class NotebookPictures {

  private NotebookPictures() {}

  /**
   * Makes the folder if it is absent.
   *
   * @throws GyreException if it cannot be written
   */
  static void prepare(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "figure", ".png"));
    } catch (IOException e) {
      throw new GyreException(
          "--out %s: expected a folder that can be written, found: %s".formatted(folder, e), e);
    }
  }

  /** Writes four PNG files. */
  static void write(Result result, Path folder) {
    NotebookFigures.points(folder.resolve("points.png"), result.points());
    for (LearnerSettings learner : result.learners()) {
      boolean network = learner.kind() == LearnerSettings.Kind.NETWORK;
      NotebookFigures.boundary(
          folder.resolve("boundary-" + learner.name() + ".png"),
          network
              ? "Decision Boundary for hidden layer size " + learner.hidden()
              : "Logistic Regression",
          result.points(),
          classifier(result.parameters().get(learner.name())));
    }
    NotebookFigures.cost(
        folder.resolve("cost.png"),
        IntStream.range(0, result.costs().length).asDoubleStream().toArray(),
        result.costs());
  }

  private static Classifier classifier(Parameters p) {
    TrainedModel model = TrainedModel.of(p.features(), p.w1(), p.b1(), p.w2(), p.b2(), 0);
    return (x1, x2) -> model.probability(new double[] {x1, x2}) > 0.5 ? 1 : 0;
  }
}
