package io.peerage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.AgentState;
import io.peerage.tracker.bans.BanParameters;
import io.peerage.tracker.bans.Occurrence;
import io.peerage.tracker.bans.Status;
import io.peerage.tracker.recording.RecordedPolicy;
import io.peerage.tracker.recording.Recorder;
import io.peerage.tracker.recording.RecordingParameters;
import io.peerage.tracker.trust.BrakeParameters;
import io.peerage.tracker.trust.OpinionRow;
import io.peerage.tracker.trust.StandingRow;
import io.peerage.tracker.trust.TrustParameters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
  private static final AgentId AGENT = new AgentId("a-1");

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-11-22T06:00:00Z");

  /** An agent in quarantine, and two clean audits of it. */
  @BeforeEach
  void record() throws Exception {
    Status quarantined = Status.initial(AgentState.QUARANTINE, now);
    Recorder.Source source =
        new Recorder.Source() {
          @Override
          public void standings(
              BooleanSupplier before, BiConsumer<StandingRow, List<OpinionRow>> to) {}

          @Override
          public void statuses(Consumer<Map<AgentId, Status>> to) {
            to.accept(Map.of(AGENT, quarantined));
          }
        };
    try (Recorder recorder =
        Recorder.start(
            folder,
            RecordingParameters.DEFAULTS,
            new RecordedPolicy(
                TrustParameters.DEFAULTS, BrakeParameters.DEFAULTS, BanParameters.DEFAULTS),
            () -> now)) {
      recorder.begin(source);
      for (int i = 0; i < 2; i++) {
        now = now.plus(Duration.ofMinutes(1));
        recorder.happened(AGENT, new Occurrence.AuditClean());
        recorder.endRound();
      }
    }
  }

  @Test
  void whomAnotherPolicyWouldHaveLetOutIsShownWithTheReasonsOfBoth() {
    Cli.Result result = replay("--set", "shadow.bans.cleanAuditsToLeave=2").succeeds();
    assertThat(result.out().lines())
        .containsExactly(
            "a-1  PROBATION, not QUARANTINE, from 2026-11-22T06:02:00Z",
            "  other, at 2026-11-22T06:02:00Z: 2 clean audits in a row since 2026-11-22T06:00:00Z",
            "  in force, at 2026-11-22T06:00:00Z: as it was when the recording began",
            "4 events until 2026-11-22T06:02:00Z: of 1 agents the other policy put 1 into another"
                + " state at some time.",
            "{\"events\":4,\"agents\":1,\"divergences\":1,\"starts\":1}");
    assertThat(replay("--set", "shadow.bans.cleanAuditsToLeave=2")).isEqualTo(result);
  }

  @Test
  void policyMayComeFromAFileAndTheSameOneDiffersNowhere() throws Exception {
    Path file = Files.writeString(folder.resolve("tracker.yaml"), "shadow: {enabled: false}\n");
    assertThat(replay("--config", file.toString()).succeeds().out())
        .endsWith("{\"events\":4,\"agents\":1,\"divergences\":0,\"starts\":1}\n");
  }

  @Test
  void whatIsWrongIsNamed() throws Exception {
    Cli.run("replay").failsWith(2, "--recording");
    Cli.run("replay", "--recording", folder.resolve("none").toString()).failsWith(1, "none");
    replay("--set", "shadow.bans.cleanAuditsToLeave=0").failsWith(2, "cleanAuditsToLeave");
    Path file;
    try (Stream<Path> files = Files.list(folder)) {
      file = files.findFirst().orElseThrow();
    }
    Files.writeString(file, "{}\n", StandardOpenOption.APPEND);
    replay().failsWith(1, file + ": line 9 is damaged");
  }

  private Cli.Result replay(String... options) {
    return Cli.run(
        Stream.concat(Stream.of("replay", "--recording", folder.toString()), Stream.of(options))
            .toArray(String[]::new));
  }
}
