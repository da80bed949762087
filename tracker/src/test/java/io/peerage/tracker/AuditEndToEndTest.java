package io.peerage.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.evidence.EvidenceVerifier;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.CertificateRequests;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.AnnounceResponse;
import io.peerage.protocol.message.CertificateBundle;
import io.peerage.protocol.message.LocateResponse;
import io.peerage.protocol.message.Observation;
import io.peerage.protocol.message.RenewRequest;
import io.peerage.protocol.message.Traffic;
import io.peerage.runtime.http.RefusedException;
import io.peerage.testing.SeededContent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Agents of all kinds, a tracker that audits them often, and what becomes of each. */
class AuditEndToEndTest {
  private static final String[] AUDITS_OFTEN = {
    "heartbeat=200ms",
    "audit.interval=150ms",
    "audit.quarantineInterval=60ms",
    "audit.timeout=600ms",
    "audit.connectTimeout=600ms",
    "bans.cleanAuditsToLeave=5"
  };
  private static final SeededContent LARGE = SeededContent.of(1, 3_300_000);
  private static final SeededContent SMALL = SeededContent.of(2, 100_000);

  private final List<FakeAgent> agents = new ArrayList<>();

  @TempDir Path folder;

  @AfterEach
  void closeAgents() {
    agents.forEach(FakeAgent::close);
  }

  @Test
  void corruptingAgentsAreBannedOnEvidenceAndAllOthersNeverQuarantined() throws Exception {
    Map<Behaviour, FakeAgent> all = new EnumMap<>(Behaviour.class);
    Map<Behaviour, String> states = new EnumMap<>(Behaviour.class);
    try (TestTracker tracker = start()) {
      for (Behaviour behaviour : Behaviour.values()) {
        FakeAgent agent = tracker.agent(behaviour).with(LARGE, SMALL);
        agents.add(agent.beat(Duration.ofMillis(200)));
        all.put(behaviour, agent);
      }
      FakeAgent corrupter = get(all, Behaviour.CORRUPTS_A_BLOCK);
      FakeAgent forger = get(all, Behaviour.SENDS_WRONG_PROOF);
      FakeAgent honest = get(all, Behaviour.HONEST);
      patiently().until(() -> tracker.stateOf(corrupter).equals("BANNED"));
      patiently().until(() -> tracker.stateOf(forger).equals("BANNED"));
      patiently().until(() -> tracker.audits(honest, "CLEAN") >= 10);
      for (Behaviour behaviour :
          List.of(
              Behaviour.TRUNCATES,
              Behaviour.STALLS,
              Behaviour.REFUSES,
              Behaviour.LIES_ABOUT_THE_LENGTH,
              Behaviour.DOES_NOT_SIGN)) {
        FakeAgent agent = get(all, behaviour);
        patiently().until(() -> tracker.audits(agent, "UNAVAILABLE") >= 3);
        assertThat(tracker.stateOf(agent)).as(behaviour.name()).isEqualTo("PROBATION");
        assertThat(tracker.agent(agent).get("verdicts").size()).as(behaviour.name()).isZero();
        assertThat(tracker.agent(agent).get("bad").asDouble()).isZero();
      }
      assertThat(tracker.stateOf(honest)).isEqualTo("PROBATION");
      assertThat(tracker.audits(honest, "MISMATCH")).isZero();

      assertBanned(tracker, corrupter, "instead of");
      assertBanned(tracker, forger, "does not lead to the chunk's hash");

      // Everyone hears of it with the next announce.
      patiently()
          .until(() ->
              honest.denyList().stream()
                  .flatMap(list -> list.agents().stream())
                  .filter(entry -> entry.state() == AgentState.BANNED)
                  .map(entry -> entry.agent())
                  .toList()
                  .containsAll(List.of(corrupter.id(), forger.id())));
      LocateResponse located = honest.locate(LARGE.hashed().root(), 50);
      assertThat(located.peers())
          .extracting(LocateResponse.Offer::id)
          .doesNotContain(corrupter.id(), forger.id(), honest.id())
          .contains(get(all, Behaviour.TRUNCATES).id());

      AnnounceResponse answer = corrupter.announce();
      assertThat(answer.state()).isEqualTo(AgentState.BANNED);
      assertThat(answer.neighbours()).isEmpty();
      refuses(403, "banned until", () -> corrupter.locate(LARGE.hashed().root(), 5));
      refuses(403, "banned until", () -> corrupter.report(Traffic.NONE));
      refuses(
          403,
          "banned until",
          () ->
              corrupter.post(
                  "/peerage/v1/renew",
                  new RenewRequest(CertificateRequests.create(corrupter.identity().get().key())),
                  CertificateBundle.class));
      assertThat(
              honest
                  .post(
                      "/peerage/v1/renew",
                      new RenewRequest(CertificateRequests.create(honest.identity().get().key())),
                      CertificateBundle.class)
                  .id())
          .isEqualTo(honest.identity().get().id());
      for (Behaviour behaviour : Behaviour.values()) {
        states.put(behaviour, tracker.stateOf(get(all, behaviour)));
      }
    }

    // A restart loses nothing of it.
    try (TestTracker tracker = start()) {
      for (Behaviour behaviour : Behaviour.values()) {
        assertThat(tracker.stateOf(get(all, behaviour)))
            .as(behaviour.name())
            .isEqualTo(states.get(behaviour));
      }
      assertBanned(tracker, get(all, Behaviour.CORRUPTS_A_BLOCK), "instead of");
      assertThat(tracker.audits(get(all, Behaviour.HONEST), "CLEAN")).isGreaterThanOrEqualTo(10);
    }
  }

  @Test
  void banEndsInQuarantineAndCleanAuditsLeadOutOfIt() throws Exception {
    try (TestTracker tracker =
        start("bans.firstBan=1s", "bans.strikeWindow=1s", "bans.banGrowth=1")) {
      // Corrupts until it has been banned, then mends its ways under the same identity.
      FakeAgent corrupter = tracker.agent(Behaviour.CORRUPTS_A_BLOCK).with(SMALL);
      agents.add(corrupter.beat(Duration.ofMillis(200)));
      patiently().until(() -> tracker.stateOf(corrupter).equals("BANNED"));
      corrupter.close();
      FakeAgent mended =
          FakeAgent.of(
                  corrupter.identity().get(),
                  tracker.agents("/"),
                  Behaviour.HONEST,
                  "z",
                  InstantSource.system())
              .with(SMALL);
      agents.add(mended.beat(Duration.ofMillis(200)));
      patiently().until(() -> tracker.stateOf(mended).equals("PROBATION"));
      List<String> path = new ArrayList<>();
      tracker.agent(mended).get("verdicts").forEach(v -> path.addFirst(v.get("to").asString()));
      assertThat(path).containsExactly("QUARANTINE", "BANNED", "QUARANTINE", "PROBATION");
      patiently()
          .until(() ->
              mended.denyList().map(list -> list.agents().isEmpty()).orElse(false)
                  && mended.lastAnswer().map(a -> a.neighbours().size() == 1).orElse(false));
    }
  }

  @Test
  void trustIsEarnedByCleanAuditsAndIndependentClients() throws Exception {
    try (TestTracker tracker =
        start("bans.trustedGood=5", "bans.trustedClientGroups=1", "trust.round=100ms")) {
      FakeAgent server = tracker.agent(Behaviour.HONEST).with(SMALL);
      FakeAgent client = tracker.agent(Behaviour.HONEST, "other");
      agents.add(server.beat(Duration.ofMillis(200)));
      agents.add(client.beat(Duration.ofMillis(200)));
      patiently().until(() -> tracker.audits(server, "CLEAN") >= 6);
      assertThat(tracker.stateOf(server)).isEqualTo("PROBATION");
      AccountingActs.exchange(client, server, 1000);
      patiently().until(() -> tracker.stateOf(server).equals("TRUSTED"));
      assertThat(tracker.stateOf(client)).isEqualTo("PROBATION");
      assertThat(server.announce().state()).isEqualTo(AgentState.TRUSTED);
    }
  }

  @Test
  void slanderDrawsAuditsAndNeverChangesAState() throws Exception {
    try (TestTracker tracker =
        start(
            "audit.interval=1h",
            "audit.suspicionGroups=1",
            "audit.suspicionInterval=300ms",
            "trust.round=100ms")) {
      FakeAgent victim = tracker.agent(Behaviour.HONEST).with(SMALL);
      agents.add(victim.beat(Duration.ofMillis(200)));
      List<FakeAgent> slanderers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        FakeAgent slanderer = tracker.agent(Behaviour.HONEST, "evil-" + i);
        slanderer.announce();
        slanderers.add(slanderer);
        agents.add(slanderer);
      }
      for (int round = 0; round < 20; round++) {
        for (FakeAgent slanderer : slanderers) {
          slanderer.report(
              Traffic.NONE, new Observation(victim.id(), 0, 0, 1_000_000, 1_000_000, 1_000_000));
        }
      }
      patiently().until(() -> tracker.audits(victim, "CLEAN") >= 10);
      JsonNode seen = tracker.agent(victim);
      assertThat(seen.get("state").asString()).isEqualTo("PROBATION");
      assertThat(seen.get("verdicts").size()).isZero();
      assertThat(seen.get("suspicion").asDouble()).isEqualTo(1);
      assertThat(victim.announce().state()).isEqualTo(AgentState.PROBATION);
      assertThat(slanderers.getFirst().locate(SMALL.hashed().root(), 5).peers())
          .extracting(LocateResponse.Offer::id)
          .containsExactly(victim.id());
    }
  }

  @Test
  void auditorLooksLikeAnyAgentAndTakesNewNames() throws Exception {
    try (TestTracker tracker = start("audit.identityLifetime=300ms")) {
      FakeAgent audited = tracker.agent(Behaviour.HONEST).with(LARGE);
      FakeAgent other = tracker.agent(Behaviour.REFUSES).with(LARGE);
      agents.add(other.beat(Duration.ofMillis(200)));
      patiently().until(() -> other.lastAnswer().isPresent());
      agents.add(audited.beat(Duration.ofMillis(200)));
      patiently().until(() -> audited.askers().size() >= 3);
      assertThat(audited.askers())
          .extracting(AgentId::value)
          .allMatch(name -> name.matches("a-[0-9a-f]{16}"))
          .doesNotContain(other.id().value());
      assertThat(audited.chunksAsked()).isPositive();
    }
  }

  @Test
  void agentThatAnswersAtAnothersEndpointIsNotBlamedForIt() throws Exception {
    try (TestTracker tracker = start()) {
      FakeAgent corrupter = tracker.agent(Behaviour.CORRUPTS_A_BLOCK).with(SMALL);
      agents.add(corrupter);
      FakeAgent impostor =
          FakeAgent.of(
                  tracker.agent(Behaviour.HONEST).identity().get(),
                  tracker.agents("/"),
                  Behaviour.HONEST,
                  "z",
                  InstantSource.system())
              .with(SMALL);
      agents.add(impostor);
      patiently()
          .until(() -> {
            // Announces the corrupter's endpoint as its own, and stays there.
            impostor.announceAs(corrupter);
            return tracker.audits(impostor, "UNAVAILABLE") >= 2;
          });
      assertThat(tracker.stateOf(impostor)).isEqualTo("PROBATION");
      assertThat(tracker.stateOf(corrupter)).isEqualTo("PROBATION");
    }
  }

  private TestTracker start(String... more) throws Exception {
    List<String> settings = new ArrayList<>(List.of(AUDITS_OFTEN));
    settings.addAll(List.of(more));
    return TestTracker.start(folder, InstantSource.system(), settings.toArray(String[]::new));
  }

  private static FakeAgent get(Map<Behaviour, FakeAgent> all, Behaviour behaviour) {
    return Objects.requireNonNull(all.get(behaviour));
  }

  private static void assertBanned(TestTracker tracker, FakeAgent agent, String fault)
      throws Exception {
    JsonNode seen = tracker.agent(agent);
    assertThat(seen.get("state").asString()).isEqualTo("BANNED");
    Instant until = Instant.parse(seen.get("stateUntil").asString());
    Instant since = Instant.parse(seen.get("stateSince").asString());
    assertThat(until).isEqualTo(since.plus(Duration.ofHours(24)));

    JsonNode ban = seen.get("verdicts").get(0);
    assertThat(ban.get("from").asString()).isEqualTo("QUARANTINE");
    assertThat(ban.get("to").asString()).isEqualTo("BANNED");
    assertThat(ban.get("until").asString()).isEqualTo(until.toString());
    assertThat(ban.get("evidence").size()).isGreaterThanOrEqualTo(2);
    JsonNode quarantine = seen.get("verdicts").get(1);
    assertThat(quarantine.get("to").asString()).isEqualTo("QUARANTINE");
    assertThat(quarantine.get("evidence").size()).isEqualTo(1);
    assertThat(quarantine.get("until").isNull()).isTrue();

    for (JsonNode id : ban.get("evidence")) {
      String file = tracker.send(tracker.asOperator("/api/v1/evidence/" + id.asString())).body();
      EvidenceVerifier.Verdict checked =
          EvidenceVerifier.verify(file.getBytes(StandardCharsets.UTF_8), tracker.pin());
      assertThat(checked.evidence().accused()).isEqualTo(agent.identity().get().id());
      assertThat(checked.evidence().id()).isEqualTo(id.asString());
      assertThat(checked.fault()).contains(fault);
      ContentRoot root = checked.content().orElseThrow();
      assertThat(root).isIn(LARGE.hashed().root(), SMALL.hashed().root());
    }
    assertThat(seen.get("evidence").get(0).get("fault").asString()).contains(fault);
    assertThat(seen.get("bad").asDouble()).isGreaterThan(4);
  }

  private static void refuses(int status, String why, ThrowingCallable call) {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(call)
        .withMessageContaining(why)
        .satisfies(e -> assertThat(e.status()).isEqualTo(status));
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
  }
}
