package io.peerage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What the logs of a process look like, by what its environment says. */
class LogSetupTest {
  private final LoggerContext loggers = new LoggerContext();

  @BeforeEach
  void asLogbackPreparesIt() {
    loggers.setMDCAdapter(new LogbackMDCAdapter());
  }

  @Test
  void aLineOfTextSaysWhenHowBadWhoAndWhat() {
    new LogSetup(Map.of()).setUp(loggers);

    assertThat(line(Level.WARN, "the disk is full"))
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ WARN  Disk: the disk is full\\R");
  }

  @Test
  void aLineOfJsonIsOneObject() {
    new LogSetup(Map.of("PEERAGE_LOG", "json")).setUp(loggers);

    String line = line(Level.WARN, "the disk\nis full");

    assertThat(line.strip()).doesNotContain("\n");
    assertThat(JsonMapper.shared().readTree(line).get("formattedMessage").asString())
        .isEqualTo("the disk\nis full");
  }

  @Test
  void theLevelIsTheEnvironmentsAndLibrariesAreQuiet() {
    new LogSetup(Map.of("PEERAGE_LOG_LEVEL", "debug")).setUp(loggers);

    assertThat(loggers.getLogger("io.peerage.agent.Agent").isDebugEnabled()).isTrue();
    assertThat(loggers.getLogger("io.undertow.request").isInfoEnabled()).isFalse();
  }

  @Test
  void whatIsNoLevelAndNoFormatIsInfoAndText() {
    new LogSetup(Map.of("PEERAGE_LOG_LEVEL", "loud", "PEERAGE_LOG", "xml")).setUp(loggers);

    assertThat(loggers.getLogger(Logger.ROOT_LOGGER_NAME).getLevel()).isEqualTo(Level.INFO);
    assertThat(line(Level.INFO, "ready")).contains("Disk: ready");
  }

  private String line(Level level, String message) {
    Logger logger = loggers.getLogger("io.peerage.agent.Disk");
    var appender =
        (OutputStreamAppender<ILoggingEvent>)
            loggers.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("errors");
    var event = new LoggingEvent("", logger, level, message, null, null);
    return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
  }
}
