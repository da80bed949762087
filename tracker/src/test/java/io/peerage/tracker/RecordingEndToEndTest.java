package io.peerage.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.peerage.protocol.message.AgentState;
import io.peerage.runtime.config.ConfigLoader;
import io.peerage.testing.SeededContent;
import io.peerage.tracker.shadow.Divergence;
import io.peerage.tracker.shadow.Replay;
import io.peerage.tracker.shadow.ShadowParameters;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real tracker records, over a restart, and what a replay makes of it. */
class RecordingEndToEndTest {
  private static final SeededContent CONTENT = SeededContent.of(2, 100_000);
  private static final String[] SETTINGS = {
    "heartbeat=200ms",
    "trust.round=100ms",
    "audit.interval=100ms",
    "audit.firstInterval=100ms",
    "audit.quarantineInterval=60ms",
    "audit.timeout=10s",
    "audit.connectTimeout=10s",
    "recording.enabled=true"
  };

  @TempDir Path folder;

  @Test
  void whatATrackerRecordedIsReplayedAsItWasAndAsAnotherPolicyWouldHaveIt() throws Exception {
    try (TestTracker tracker = TestTracker.start(folder, InstantSource.system(), SETTINGS);
        FakeAgent corrupter = tracker.agent(Behaviour.CORRUPTS_A_BLOCK).with(CONTENT)) {
      corrupter.beat(Duration.ofMillis(200));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> tracker.stateOf(corrupter).equals("BANNED"));
      assertThat(tracker.send(HttpRequest.newBuilder(tracker.admin("/metrics"))).body())
          .contains("peerage_tracker_recording_lost_total 0.0")
          .containsPattern("peerage_tracker_recording_bytes [1-9]");
    }
    String newcomer;
    try (TestTracker tracker = TestTracker.start(folder, InstantSource.system(), SETTINGS);
        FakeAgent honest = tracker.agent(Behaviour.HONEST).with(CONTENT)) {
      newcomer = honest.id().value();
      honest.beat(Duration.ofMillis(200));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> tracker.agent(honest).get("good").asDouble() > 3);
    }

    Path recording = folder.resolve("recording");
    Replay.Result same = Replay.run(recording, ShadowParameters.DEFAULTS);
    assertThat(same.divergences()).isEmpty();
    assertThat(same.agents()).isEqualTo(2);
    Replay.Result other = Replay.run(recording, trusting());
    assertThat(other.events()).isEqualTo(same.events());
    assertThat(other.divergences().stream().map(one -> one.agent().value())).contains(newcomer);
    Divergence last = other.divergences().getLast();
    assertThat(last.active()).isEqualTo(AgentState.PROBATION);
    assertThat(last.shadow()).isEqualTo(AgentState.TRUSTED);
  }

  /** The policy in force, but for trust, which costs nothing. */
  private static ShadowParameters trusting() throws Exception {
    return new ConfigLoader("PEERAGE_TRACKER")
        .load(
            TrackerConfig.DEFAULTS,
            Optional.empty(),
            Map.of(),
            List.of(
                "shadow.bans.trustedGood=0",
                "shadow.bans.trustedLowerBound=0",
                "shadow.bans.trustedClientGroups=0",
                "shadow.bans.degradedScore=0"))
        .shadow();
  }
}
