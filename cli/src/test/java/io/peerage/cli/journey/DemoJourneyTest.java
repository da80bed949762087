package io.peerage.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.cli.Cli;
import io.peerage.cli.CliProcess;
import io.peerage.demo.DemoReport;
import io.peerage.protocol.json.StrictJson;
import io.peerage.runtime.identity.IdentityFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo as people run it: the command, its output, its exit status, and what it leaves. */
@Timeout(600)
class DemoJourneyTest {
  private static final Duration STORY_LIMIT = Duration.ofMinutes(6);
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  /** Each process is given some seconds to end in order; together, and on a slow machine. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

  private static final int MAX_JSON_BYTES = 1 << 20;

  /** Nothing is on such a PATH. The built-in generator is the quicker one, too. */
  private static final Map<String, String> NO_FFMPEG = Map.of("PATH", "/nowhere");

  @TempDir Path temp;

  @Test
  void storyHoldsAlsoWithoutFfmpegAndItsEvidenceConvincesAnyone() throws Exception {
    Path folder = temp.resolve("demo");
    Set<ProcessHandle> children = new LinkedHashSet<>();
    Cli.Result result;
    try (CliProcess demo = start(List.of(), NO_FFMPEG, folder, "--once", "--agents=5")) {
      Awaitility.await()
          .atMost(STORY_LIMIT)
          .pollInterval(Duration.ofMillis(250))
          .until(() -> {
            demo.handle().descendants().forEach(children::add);
            return !demo.handle().isAlive();
          });
      result = demo.await();
    }
    assertThat(result.status()).as("%s%n%s", result.out(), result.err()).isZero();
    assertThat(result.out())
        .contains("built-in generator, because ffmpeg is not on the PATH")
        .contains("The dashboard: http://127.0.0.1:");

    String last = result.out().lines().toList().getLast();
    assertThat(last)
        .contains("\"clientBytes\":", "\"storeBytes\":", "\"peerBytes\":", "\"originBytes\":")
        .contains("\"offloadRatio\":", "\"corruptBytesDelivered\":0", "\"bannedAgents\":[\"")
        .contains("\"dashboardUrl\":\"http://127.0.0.1:", "\"seconds\":");
    DemoReport report =
        StrictJson.read(
            "report", last.getBytes(StandardCharsets.UTF_8), MAX_JSON_BYTES, DemoReport.class);
    assertThat(report.offloadRatio())
        .isGreaterThanOrEqualTo(0.70)
        .isEqualTo(1 - (double) report.originBytes() / report.clientBytes());
    assertThat(report.failedRequests()).isZero();
    assertThat(report.wronglyJudgedAgents()).isEmpty();

    String pin =
        new IdentityFiles(folder.resolve("agents/agent-1/identity"))
            .load()
            .orElseThrow()
            .authorityPin()
            .toString();
    assertThat(report.bannedAgents()).hasSize(1);
    assertThat(report.evidenceFiles()).isNotEmpty();
    for (String file : report.evidenceFiles()) {
      assertThat(Cli.run("verify-evidence", "--ca-pin", pin, file).succeeds().out())
          .contains("The evidence holds.")
          .contains(report.bannedAgents().getFirst());
    }
    assertThat(children).as("processes of the demo").hasSizeGreaterThanOrEqualTo(8);
    requireGone(children);
  }

  @Test
  void interruptWhileAllRunsStopsEverything() throws Exception {
    // A shell without job control starts what runs in the background deaf to interrupts, and so all
    // that this starts; a person's terminal does not.
    List<String> hearing = List.of("perl", "-e", "$SIG{INT} = 'DEFAULT'; exec @ARGV");
    try (CliProcess demo =
        start(hearing, NO_FFMPEG, temp.resolve("demo"), "--agents=3", "--file-mib=1")) {
      awaitOutput(demo, "The dashboard: ");
      Set<ProcessHandle> children = children(demo);
      assertThat(children).as("processes of the demo").hasSizeGreaterThanOrEqualTo(6);
      signal(demo, "INT");
      demo.await(STOP_LIMIT);
      requireGone(children);
    }
  }

  @Test
  void terminationWhileProcessesStartStopsEverything() throws Exception {
    try (CliProcess demo =
        start(List.of(), NO_FFMPEG, temp.resolve("demo"), "--agents=3", "--file-mib=1")) {
      Set<ProcessHandle> children = new LinkedHashSet<>();
      Awaitility.await()
          .atMost(START_LIMIT)
          .pollInterval(Duration.ofMillis(20))
          .failFast("the demo has ended", () -> !demo.handle().isAlive())
          .until(() -> {
            children.addAll(children(demo));
            return Files.exists(temp.resolve("demo/logs/agent-1.log"));
          });
      signal(demo, "TERM");
      Awaitility.await()
          .atMost(STOP_LIMIT)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> {
            children.addAll(children(demo));
            return !demo.handle().isAlive();
          });
      requireGone(children);
    }
  }

  private CliProcess start(
      List<String> prefix, Map<String, String> environment, Path folder, String... options)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("demo", "--dashboard-port=0"));
    arguments.addAll(List.of("--folder=" + folder, "--file-mib=8"));
    for (String option : options) {
      arguments.removeIf(argument -> argument.startsWith(option.replaceFirst("=.*", "=")));
      arguments.add(option);
    }
    return CliProcess.start(temp, prefix, environment, arguments.toArray(String[]::new));
  }

  private static void awaitOutput(CliProcess demo, String text) {
    Awaitility.await()
        .atMost(START_LIMIT)
        .failFast("the demo has ended", () -> !demo.handle().isAlive())
        .until(() -> demo.out().contains(text));
  }

  private static Set<ProcessHandle> children(CliProcess demo) {
    return new LinkedHashSet<>(demo.handle().descendants().toList());
  }

  private void signal(CliProcess demo, String name) throws Exception {
    Program.Result kill =
        Program.run(temp, List.of("kill", "-" + name, String.valueOf(demo.handle().pid())));
    assertThat(kill.status()).as(kill.err()).isZero();
  }

  /** They are asked to end before the demo does; the system may need a moment. */
  private static void requireGone(Set<ProcessHandle> children) {
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    } finally {
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
