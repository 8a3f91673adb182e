package io.gyre.cli.terminal;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import io.gyre.kafka.Causes;
import io.gyre.kafka.KafkaInternals;
import java.net.BindException;

/**
 * Keeps lines out of the log that look like faults and are none, each known by its logger and its
 * text: what a local broker says at each start, and that a port is taken, which Gyre says itself.
 */
public final class ExpectedLines extends Filter<ILoggingEvent> {

  private static final String HTTP_SERVER = "io.javalin.Javalin";

  @Override
  public FilterReply decide(ILoggingEvent event) {
    Throwable thrown =
        event.getThrowableProxy() instanceof ThrowableProxy proxy ? proxy.getThrowable() : null;
    String message = event.getFormattedMessage();
    boolean expected =
        KafkaInternals.isOfEachStart(event.getLoggerName(), message, thrown)
            || isOfTakenPort(event.getLoggerName(), thrown);
    return expected ? FilterReply.DENY : FilterReply.NEUTRAL;
  }

  private static boolean isOfTakenPort(String logger, Throwable thrown) {
    return logger.equals(HTTP_SERVER)
        && Causes.of(thrown).chain().stream().anyMatch(BindException.class::isInstance);
  }
}
