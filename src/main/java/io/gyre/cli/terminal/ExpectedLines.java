package io.gyre.cli.terminal;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import io.gyre.kafka.Causes;
import io.gyre.kafka.KafkaInternals;
import java.net.BindException;

/**
 * Keeps expected lines out of the log: those of a local broker at each start, and that a port is
 * taken, which Gyre reports itself.
 */
public final class ExpectedLines extends Filter<ILoggingEvent> {

  private static final String HTTP_SERVER = "io.javalin.Javalin";

  @Override
  public FilterReply decide(ILoggingEvent event) {
    Throwable thrown =
        event.getThrowableProxy() instanceof ThrowableProxy proxy ? proxy.getThrowable() : null;
    String message = event.getFormattedMessage();
    boolean portTaken =
        event.getLoggerName().equals(HTTP_SERVER)
            && Causes.of(thrown).chain().stream().anyMatch(BindException.class::isInstance);
    return portTaken || KafkaInternals.isOfEachStart(event.getLoggerName(), message, thrown)
        ? FilterReply.DENY
        : FilterReply.NEUTRAL;
  }
}
