package io.gyre.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gyre.broker.LocalBroker;
import io.gyre.cli.Terminated;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.kafka.ClusterAccess;
import io.gyre.notebook.NotebookRun.Result;
import io.gyre.notebook.NotebookRun.Settings;
import io.gyre.topic.Provisioner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The notebook through a real broker, held against numpy's figures for it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class NotebookIT {

  private static final int PASSES = 201;
  private static final int POINTS = 800;

  @TempDir static Path folder;
  private static LocalBroker broker;
  private static ClusterAccess cluster;
  private static Result result;

  @BeforeAll
  static void runNotebook() throws InterruptedException {
    broker = LocalBroker.start(folder.resolve("broker"), 0);
    cluster = ClusterAccess.local(broker.bootstrapServers());
    try (Admin admin = cluster.admin()) {
      new Provisioner(admin).provision(NotebookRun.TOPICS, 1, NotebookRun.topicSettings());
    }
    Settings settings = new Settings(PASSES, 4, 1.2, 42, 42);
    result =
        new NotebookRun(settings, cluster, () -> false)
            .run(folder.resolve("learner"), (pass, cost) -> {});
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void shouldFollowTheNotebooksCosts() throws IOException {
    // golden/costs_0_200.csv is numpy's; beyond iteration 200 rate 1.2 is chaotic.
    List<String> lines = Files.readAllLines(Path.of("src/test/resources/golden/costs_0_200.csv"));
    assertThat(lines).hasSize(PASSES + 1);
    for (String line : lines.subList(1, lines.size())) {
      int pass = Integer.parseInt(line.substring(0, line.indexOf(',')));
      double cost = Double.parseDouble(line.substring(line.indexOf(',') + 1));
      assertThat(result.costs()[pass])
          .as("pass %d", pass)
          .isCloseTo(cost, Percentage.withPercentage(1e-10));
    }
  }

  @Test
  void shouldPredictWithTheFinalParameters() {
    // 715 and 531 after 201 passes: what numpy and gradient descent at 1.2 give as well.
    assertThat(result.correct(NotebookRun.NETWORK)).isEqualTo(715);
    assertThat(result.correct(NotebookRun.LOGISTIC)).isEqualTo(531);
    assertThat(result.fold().report().learner(0, false).step()).isEqualTo(PASSES);
  }

  private static void assertFigures(Path figures) {
    assertThat(figures)
        .isDirectoryContaining("glob:**/points.png")
        .isDirectoryContaining("glob:**/boundary-network.png")
        .isDirectoryContaining("glob:**/boundary-logistic.png")
        .isDirectoryContaining("glob:**/cost.png");
  }

  @Test
  void shouldPrintJsonAndNothingElse() throws IOException {
    Path figures = folder.resolve("of-the-command");
    Terminated ended =
        Terminated.run(
            Map.of(), "notebook", "--passes=21", "--every=10", "--json", "--out=" + figures);

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : ended.out().lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    assertThat(lines).hasSize(5);
    for (int i = 0; i < 3; i++) {
      assertThat(lines.get(i).get("pass").asInt()).isEqualTo(10 * i);
      assertThat(lines.get(i).get("cost").asDouble()).isEqualTo(result.costs()[10 * i]);
    }
    assertThat(lines.get(3).get("learner").asText()).isEqualTo("network");
    assertThat(lines.get(4).get("learner").asText()).isEqualTo("logistic");
    assertThat(lines.get(4).get("points").asInt()).isEqualTo(POINTS);
    assertThat(lines.get(4).get("accuracy").asDouble())
        .isEqualTo(lines.get(4).get("correct").asDouble() / POINTS);
    assertThat(lines.get(4).get("coefficients")).hasSize(2);
    assertThat(lines.get(4).get("intercept").isNumber()).isTrue();
    assertFigures(figures);
  }

  /** A rate of 1e72 would make parameters that no sum can hold: only the first step is made. */
  @Test
  void shouldEndWhenStepsAreRefused() {
    Terminated ended =
        Terminated.run(
            Map.of(), "notebook", "--passes=3", "--learning-rate=1e72", "--out=" + folder);

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("Accuracy of network");
  }

  @Test
  void shouldRefuseAnUnusableFolderBeforeItStarts() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    Terminated ended = Terminated.run(Map.of(), "notebook", "--out=" + file);

    assertThat(ended.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(ended.err()).contains("--out").contains("expected a folder");
    assertThat(ended.out()).isEmpty();
  }
}
