package io.gyre.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.internals.ClientUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class StreamsConfigurationTest {

  /** A store that came back later would know of what has been deleted since. */
  @ParameterizedTest
  @CsvSource({"60000, 60000", "1800000, 1800000", "7200000, 1800000"})
  void shouldKeepTheStoresOfATaskThatIsElsewhereNoLongerThanTheyAreTrusted(
      String wanted, long expected) {
    String delay = StreamsConfig.STATE_CLEANUP_DELAY_MS_CONFIG;
    Properties properties =
        StreamsConfiguration.of("app", "instance", Path.of("state"), Map.of(delay, wanted));

    StreamsConfiguration.keepAtMost(properties, Duration.ofMinutes(30));

    assertThat(Long.parseLong(String.valueOf(properties.get(delay)))).isEqualTo(expected);
  }

  @Test
  void shouldKeepWhatAPersonSaysWhereStoresMayBeOfAnyAge() {
    String delay = "state.cleanup.delay.ms";
    Properties properties =
        StreamsConfiguration.of("app", "instance", Path.of("state"), Map.of(delay, "600000"));

    StreamsConfiguration.keepAtMost(properties, ChronoUnit.FOREVER.getDuration());

    assertThat(properties).containsEntry(delay, "600000");
  }

  @ParameterizedTest
  @CsvSource({"commit.interval.ms, 100, 10000", "transaction.timeout.ms, 20000, 20000"})
  void shouldLetABrokerAbortAnOpenTransactionAfterTenSecondsUnlessAPersonSaysOtherwise(
      String setting, String value, String expected) {
    Map<String, String> client = Map.of("bootstrap.servers", "localhost:1", setting, value);
    StreamsConfig config =
        new StreamsConfig(StreamsConfiguration.of("app", "instance", Path.of("state"), client));

    assertThat(config.getProducerConfigs("client").get("transaction.timeout.ms"))
        .hasToString(expected);
  }

  @Test
  void shouldGiveKafkaStreamsNothingToWarnOf() {
    Logger log = (Logger) LoggerFactory.getLogger(StreamsConfig.class);
    ListAppender<ILoggingEvent> warned = new ListAppender<>();
    warned.start();
    log.addAppender(warned);
    log.setLevel(Level.WARN);
    try {
      StreamsConfig config =
          new StreamsConfig(
              StreamsConfiguration.of(
                  "app", "instance", Path.of("state"), Map.of("bootstrap.servers", "localhost:1")));
      // As the assignor of the consumer reads them.
      new ClientUtils.QuietStreamsConfig(config.getMainConsumerConfigs("app", "client", 0));
    } finally {
      log.detachAppender(warned);
      log.setLevel(null);
    }

    assertThat(warned.list).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
  }
}
