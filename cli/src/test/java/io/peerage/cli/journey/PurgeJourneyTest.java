package io.peerage.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.Agent;
import io.peerage.cli.Cli;
import io.peerage.protocol.identity.EnrolmentToken;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.message.Purge;
import io.peerage.protocol.message.Purge.Kind;
import io.peerage.protocol.message.Purge.Mode;
import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.identity.CurrentIdentity;
import io.peerage.runtime.identity.Enrolment;
import io.peerage.runtime.identity.FleetTls;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Purges over ten agents, a tracker and an adapter, all of them real. */
class PurgeJourneyTest {
  private static final List<Kind> KINDS = List.of(Kind.URL, Kind.PREFIX, Kind.TAG);
  private static final int AGENTS = 10;
  private static final int PURGES = 25;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  /** The times from the request to each agent's word are printed; they depend on the machine. */
  @Test
  void purgedIsNeverServedAgainHardAndOnlyStaleSoftOnTenAgents() throws Exception {
    try (PurgeFleet fleet = new PurgeFleet(folder, AGENTS)) {
      awaitAll(fleet);
      List<Long> byAgent = new ArrayList<>();
      List<Long> byPurge = new ArrayList<>();
      for (int i = 0; i < PURGES; i++) {
        String path = (i % 2 == 0 ? "/signed/" : "/plain/") + i + ".ts";
        Mode mode = i % 5 == 4 ? Mode.SOFT : Mode.HARD;
        Purge purge = purge(path, KINDS.get(i % KINDS.size()), mode);
        for (Agent agent : fleet.agents) {
          awaitKept(fleet, agent, path);
        }
        fleet.change(path);
        Agent any = fleet.agents.get(i % AGENTS);
        assertThat(fleet.get(any, path).body()).as("kept").isEqualTo(PurgeFleet.body(path, 1));
        JsonNode done = purgeAndWait(fleet, purge);
        Instant requested = Instant.parse(done.get("purge").get("requested").asString());
        List<Long> took = new ArrayList<>();
        for (JsonNode agent : done.get("agents")) {
          Instant at = Instant.parse(agent.get("acknowledgedAt").asString());
          took.add(Duration.between(requested, at).toMillis());
        }
        byAgent.addAll(took);
        byPurge.add(Collections.max(took));
        for (Agent agent : fleet.agents) {
          HttpResponse<String> answer = fleet.get(agent, path);
          assertThat(answer.body())
              .as("%s: %s", purge, answer.headers().map())
              .isEqualTo(PurgeFleet.body(path, 2));
        }
      }
      System.out.printf(
          "%d purges to %d agents: request to acknowledgement of each agent, median %d ms, p99"
              + " %d ms, max %d ms; to that of the last agent, median %d ms, p99 %d ms%n",
          PURGES,
          AGENTS,
          percentile(byAgent, 50),
          percentile(byAgent, 99),
          percentile(byAgent, 100),
          percentile(byPurge, 50),
          percentile(byPurge, 99));
      assertThat(percentile(byAgent, 99)).isLessThan(10_000);
      commandTellsWhoAcknowledged(fleet);
    }
  }

  private static Purge purge(String path, Kind kind, Mode mode) {
    String value =
        switch (kind) {
          case URL -> path;
          case PREFIX -> path.substring(0, path.length() - 2);
          case TAG -> PurgeFleet.tagOf(path);
        };
    return new Purge(PurgeFleet.SITE, kind, value, mode);
  }

  /** Waits until every agent has come to the tracker and knows where the log begins. */
  private static void awaitAll(PurgeFleet fleet) {
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> {
          Purge nothing = new Purge(PurgeFleet.SITE, Kind.URL, "/nothing", Mode.SOFT);
          return purgeAndWait(fleet, nothing).get("agents").size() == AGENTS;
        });
  }

  /** Waits until an agent answers from what it keeps: signing may take a moment. */
  private static void awaitKept(PurgeFleet fleet, Agent agent, String path) {
    Awaitility.await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(10))
        .until(() ->
            fleet
                .get(agent, path)
                .headers()
                .firstValue("Cache-Status")
                .filter(status -> status.startsWith("peerage; hit"))
                .isPresent());
  }

  private static JsonNode purgeAndWait(PurgeFleet fleet, Purge purge) throws Exception {
    long id = fleet.admin.post("purges", purge, JsonNode.class).get("id").asLong();
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      JsonNode details = fleet.admin.get("purges/" + id, JsonNode.class);
      if (details.get("purge").get("acknowledged").asInt() == AGENTS) {
        return details;
      }
      assertThat(System.nanoTime()).as(details.toString()).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static long percentile(List<Long> values, int percent) {
    List<Long> sorted = values.stream().sorted().toList();
    return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * percent / 100.0) - 1));
  }

  private static Cli.Result command(PurgeFleet fleet, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "purge",
                "--tracker=" + fleet.adminUrl(),
                "--admin-token-file=" + fleet.adminTokenFile(),
                "--site=" + PurgeFleet.SITE));
    all.addAll(List.of(arguments));
    return Cli.run(all.toArray(String[]::new));
  }

  private static void commandTellsWhoAcknowledged(PurgeFleet fleet) throws Exception {
    Cli.Result done = command(fleet, "--tag=all", "--wait=60").succeeds();
    assertThat(done.out()).startsWith("hard purge of tag all of media.example.com, number ");
    assertThat(done.out().lines().filter(line -> line.matches("\\S+  acknowledged after \\d+ ms")))
        .hasSize(AGENTS);
    assertThat(done.out()).contains("10 of 10 agents acknowledged, the slowest after ");

    fleet.agents.removeLast().close();
    Cli.Result without = command(fleet, "--prefix=/plain/", "--soft", "--wait=60").succeeds();
    assertThat(without.out())
        .startsWith("soft purge of prefix /plain/ of media.example.com")
        .contains("  no contact since 20")
        .contains("9 of 9 agents acknowledged")
        .contains("; 1 without contact will when they are back");

    // One that asks once, and then no more.
    Enrolment enrolment = new Enrolment(InstantSource.system());
    CurrentIdentity silent =
        new CurrentIdentity(
            enrolment.enrol(EnrolmentToken.parse(fleet.token(Role.AGENT)), new SecureRandom()));
    try (FleetClient client =
        new FleetClient(
            FleetTls.context(silent, Set.of(Role.TRACKER), InstantSource.system()),
            Duration.ofSeconds(10),
            1,
            1)) {
      int status =
          client.execute(
              new HttpUriRequestBase(
                  "GET", fleet.tracker.publicUrl().resolve("/peerage/v1/purges?after=0")),
              Duration.ofSeconds(30),
              (response, _) -> response.getCode());
      assertThat(status).isEqualTo(200);
      Cli.Result pending = command(fleet, "--url=/plain/1.ts", "--wait=1");
      assertThat(pending.status()).isEqualTo(1);
      assertThat(pending.out())
          .contains(silent.get().id().id() + "  pending")
          .contains("9 of 10 agents acknowledged");
    }
  }
}
