package io.peerage.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Sends logs to standard error: as text, or with {@code PEERAGE_LOG=json} as one JSON object a
 * line; {@code PEERAGE_LOG_LEVEL} says how much. Logback finds it by its service file. It is a
 * program and no XML, since to read XML takes a tenth of an agent's start. A file named by the
 * system property {@code logback.configurationFile} wins.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_NORMAL_PRIORITY)
public final class LogSetup extends ContextAwareBase implements Configurator {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: %msg%n%ex";

  /** What is told of in them at INFO is of no use to who operates an agent. */
  private static final List<String> LIBRARIES =
      List.of(
          "org.eclipse.jetty",
          "org.xnio",
          "io.undertow",
          "org.jboss",
          "org.flywaydb",
          "com.zaxxer");

  private final Map<String, String> environment;

  /** Called by logback. */
  public LogSetup() {
    this(System.getenv());
  }

  LogSetup(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public ExecutionStatus configure(LoggerContext loggers) {
    if (System.getProperty("logback.configurationFile") != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    setUp(loggers);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Whether or not a file is named. */
  void setUp(LoggerContext loggers) {
    ConsoleAppender<ILoggingEvent> errors = new ConsoleAppender<>();
    errors.setContext(loggers);
    errors.setName("errors");
    errors.setTarget("System.err");
    errors.setEncoder(encoder(loggers));
    errors.start();
    Logger root = loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(level());
    root.addAppender(errors);
    LIBRARIES.forEach(name -> loggers.getLogger(name).setLevel(Level.WARN));
  }

  private Encoder<ILoggingEvent> encoder(LoggerContext loggers) {
    String format = environment.getOrDefault("PEERAGE_LOG", "text").toLowerCase(Locale.ROOT);
    if (format.equals("json")) {
      JsonEncoder json = new JsonEncoder();
      json.setContext(loggers);
      json.setWithFormattedMessage(true);
      json.setWithMessage(false);
      json.setWithArguments(false);
      json.setWithContext(false);
      json.setWithSequenceNumber(false);
      json.setWithNanoseconds(false);
      json.start();
      return json;
    }
    if (!format.equals("text")) {
      System.err.println(
          "peerage: PEERAGE_LOG is text or json, not \"" + format + "\"; it is text now");
    }
    PatternLayoutEncoder text = new PatternLayoutEncoder();
    text.setContext(loggers);
    text.setPattern(PATTERN);
    text.start();
    return text;
  }

  private Level level() {
    String name = environment.getOrDefault("PEERAGE_LOG_LEVEL", "INFO");
    Level level = Level.toLevel(name, null);
    if (level == null) {
      System.err.println(
          "peerage: PEERAGE_LOG_LEVEL is error, warn, info, debug or trace, not \""
              + name
              + "\"; it is info now");
      return Level.INFO;
    }
    return level;
  }
}
