package io.peerage.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A policy that does not act, at a real tracker. */
class ShadowEndToEndTest {
  @TempDir Path folder;

  @Test
  void whomOnlyTheShadowTrustsIsShownAndStaysOnProbation() throws Exception {
    try (TestTracker tracker =
            TestTracker.start(
                folder,
                InstantSource.system(),
                "heartbeat=200ms",
                "trust.round=100ms",
                "shadow.enabled=true",
                "shadow.bans.trustedGood=0",
                "shadow.bans.trustedLowerBound=0",
                "shadow.bans.trustedClientGroups=0",
                "shadow.bans.degradedScore=0");
        FakeAgent agent = tracker.agent(Behaviour.HONEST)) {
      agent.beat(Duration.ofMillis(200));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> tracker.get("/api/v1/shadow").get("differing").asInt() == 1);
      JsonNode divergence = tracker.get("/api/v1/shadow?limit=1").get("open").get(0);
      assertThat(divergence.get("agent").asString()).isEqualTo(agent.id().value());
      assertThat(divergence.get("active").asString()).isEqualTo("PROBATION");
      assertThat(divergence.get("shadow").asString()).isEqualTo("TRUSTED");
      assertThat(divergence.get("shadowWhy").asString()).startsWith("good 0.0");
      assertThat(tracker.stateOf(agent)).isEqualTo("PROBATION");
      assertThat(tracker.send(HttpRequest.newBuilder(tracker.admin("/metrics"))).body())
          .contains("peerage_tracker_shadow_differing 1.0")
          .contains("peerage_tracker_shadow_divergences_total 1.0");
      assertThat(tracker.send(tracker.asOperator("/api/v1/shadow?limit=0")).statusCode())
          .isEqualTo(400);
      assertThat(tracker.send(HttpRequest.newBuilder(tracker.admin("/api/v1/shadow"))).statusCode())
          .isEqualTo(401);
    }
  }
}
