package io.gyre.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log as {@code logback.xml} makes it. */
class ExpectedLinesTest {

  private static final String CONTROLLER = "org.apache.kafka.controller.QuorumController";
  private static final String REPLICAS = "kafka.server.ReplicaManager";
  private static final String APIS = "kafka.server.ControllerApis";
  private static final String REQUEST =
      "[ControllerApis nodeId=1] Unexpected error handling request RequestHeader(apiKey=%s, apiVersion=0)";

  @TempDir Path folder;
  private final LoggerContext log = new LoggerContext();

  @BeforeEach
  void configure() throws JoranException {
    log.setMDCAdapter(new LogbackMDCAdapter());
    log.putProperty("gyre.log.file", folder.resolve("gyre.log").toString());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(log);
    configurator.doConfigure(getClass().getResource("/logback.xml"));
  }

  @AfterEach
  void stop() {
    log.stop();
  }

  @Test
  void shouldLeaveOutWhatBelongsToEachStartOfABroker() throws IOException {
    log.getLogger(CONTROLLER).warn("[QuorumController id=1] Performing controller activation.");
    log.getLogger("kafka.server.DefaultAutoTopicCreationManager")
        .warn("Auto topic creation failed for offsets with error 'TOPIC_ALREADY_EXISTS': Topic");
    log.getLogger(REPLICAS)
        .error(
            "Error processing append operation on partition p",
            new OutOfOrderSequenceException(
                "12 (incoming seq. number). Expected sequence 0 for transactions v2 idempotent producer with no existing state."));
    log.getLogger(APIS)
        .error(
            REQUEST.formatted("CONTROLLER_REGISTRATION"),
            new CompletionException(new NotControllerException("The active controller is 1.")));

    assertThat(lines()).matches("[^\n]* the end\n");
  }

  @Test
  void shouldLeaveOutThatAPortIsTakenWhichGyreSaysItself() throws IOException {
    log.getLogger("io.javalin.Javalin")
        .error("Failed to start Javalin", new IOException("to bind", new BindException("in use")));

    assertThat(lines()).matches("[^\n]* the end\n");
  }

  @Test
  void shouldLogAllOtherFaultsOfTheSameLoggers() throws IOException {
    log.getLogger(CONTROLLER).error("[QuorumController id=1] Encountered a fault");
    log.getLogger(APIS).error(REQUEST.formatted("CONTROLLER_REGISTRATION"), new IOException("1"));
    log.getLogger(REPLICAS).error("Error", new OutOfOrderSequenceException("12, 10 expected: 4"));
    log.getLogger(APIS).error(REQUEST.formatted("FETCH"), new NotControllerException("2"));
    log.getLogger("io.javalin.Javalin").error("Failed to start Javalin", new IOException("3"));

    assertThat(lines())
        .contains(
            "Encountered a fault", "IOException: 1", "Exception: 2", "tion: 3", "expected: 4");
  }

  /** One more, to show that the log is written. */
  private String lines() throws IOException {
    log.getLogger("kafka").error("the end");
    return Files.readString(folder.resolve("gyre.log"));
  }
}
