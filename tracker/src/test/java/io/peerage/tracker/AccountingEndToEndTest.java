package io.peerage.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.peerage.protocol.accounting.Receipt;
import io.peerage.protocol.accounting.SignedPage;
import io.peerage.protocol.accounting.SignedTicket;
import io.peerage.protocol.accounting.Ticket;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.evidence.EvidenceVerifier;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.message.Observation;
import io.peerage.protocol.message.Traffic;
import io.peerage.runtime.http.RefusedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tickets, receipts and credit over real sockets, with agents that lie about them. */
class AccountingEndToEndTest {
  private static final long TICKET_BYTES = 1_000_000;

  private final List<FakeAgent> agents = new ArrayList<>();

  @TempDir Path folder;

  @AfterEach
  void closeAgents() {
    agents.forEach(FakeAgent::close);
  }

  @Test
  void bytesAreCreditedOnceAndNeverBeyondTheTicket() throws Exception {
    FakeAgent client;
    FakeAgent server;
    SignedPage page;
    try (TestTracker tracker = start()) {
      client = agent(tracker);
      server = agent(tracker);
      SignedTicket ticket = ticket(client, server);
      assertThat(ticket.ticket().maxBytes()).isEqualTo(TICKET_BYTES);
      page = AccountingActs.first(client, new Receipt(ticket, 600_000, 2));
      AccountingActs.hand(client, page);
      assertThat(credited(tracker, server)).isZero();
      AccountingActs.sent(server, ticket, 5 * TICKET_BYTES);
      assertThat(credited(tracker, server)).isEqualTo(600_000);
      // Replayed, and said anew under another epoch.
      AccountingActs.hand(client, page, page);
      AccountingActs.hand(
          client, AccountingActs.first(client, new Receipt(ticket, TICKET_BYTES, 2)));
      assertThat(credited(tracker, server)).isEqualTo(TICKET_BYTES);
      assertThat(tracker.stateOf(client)).isEqualTo("PROBATION");
      assertThat(tracker.agent(server).get("good").asDouble()).isGreaterThan(0);
    }
    try (TestTracker tracker = start()) {
      FakeAgent again =
          FakeAgent.of(
              client.identity().get(),
              tracker.agents("/"),
              Behaviour.HONEST,
              "z",
              InstantSource.system());
      agents.add(again);
      AccountingActs.hand(again, page);
      assertThat(credited(tracker, server)).isEqualTo(TICKET_BYTES);
    }
  }

  @Test
  void whatAgentsSayWentWellWithoutReceiptsCountsForNothing() throws Exception {
    try (TestTracker tracker = start()) {
      FakeAgent client = agent(tracker);
      FakeAgent server = agent(tracker);
      ticket(client, server);
      client.report(Traffic.NONE, new Observation(server.id(), 1000, 1_000_000, 0, 0, 0));
      assertThat(tracker.agent(server).get("good").asDouble()).isZero();
    }
  }

  @Test
  void inflationForgeryAndEquivocationAreProvedAndBanned() throws Exception {
    try (TestTracker tracker = start()) {
      FakeAgent server = agent(tracker);
      FakeAgent inflater = agent(tracker);
      SignedTicket ticket = ticket(inflater, server);
      AccountingActs.sent(server, ticket, TICKET_BYTES);
      AccountingActs.hand(
          inflater, AccountingActs.first(inflater, new Receipt(ticket, TICKET_BYTES + 1, 1)));
      assertBanned(tracker, inflater, "allows 1000000");

      FakeAgent thief = agent(tracker);
      AccountingActs.hand(thief, AccountingActs.first(thief, new Receipt(ticket, 1, 1)));
      assertBanned(tracker, thief, "which is of " + inflater.id());

      FakeAgent forger = agent(tracker);
      SignedTicket own = ticket(forger, server);
      Ticket t = own.ticket();
      SignedTicket forged =
          new SignedTicket(
              new Ticket(
                  t.nonce(), t.client(), t.server(), 9 * t.maxBytes(), t.issued(), t.expires()),
              own.index(),
              own.size(),
              own.path(),
              own.signature(),
              own.certificate());
      AccountingActs.hand(forger, AccountingActs.first(forger, new Receipt(forged, 1, 1)));
      assertBanned(tracker, forger, "forged ticket");

      FakeAgent equivocator = agent(tracker);
      SignedTicket mine = ticket(equivocator, server);
      String epoch = AccountingActs.newEpoch();
      for (long bytes = 1; bytes <= 2; bytes++) {
        AccountingActs.hand(
            equivocator,
            AccountingActs.page(
                equivocator, epoch, 1, Sha256Hash.ZERO, new Receipt(mine, bytes, 1)));
      }
      assertBanned(tracker, equivocator, "two different pages");

      // The server had no part in any of it.
      assertThat(tracker.stateOf(server)).isEqualTo("PROBATION");
      assertThat(credited(tracker, server)).isZero();
    }
  }

  @Test
  void receiptsOfOthersAreRefusedAndConvictNobody() throws Exception {
    try (TestTracker tracker = start()) {
      FakeAgent victim = agent(tracker);
      FakeAgent server = agent(tracker);
      FakeAgent messenger = agent(tracker);
      SignedPage page =
          AccountingActs.first(victim, new Receipt(ticket(victim, server), TICKET_BYTES + 1, 1));
      assertThatExceptionOfType(RefusedException.class)
          .isThrownBy(() -> AccountingActs.hand(messenger, page))
          .withMessageContaining("sent by " + messenger.id());
      assertThatExceptionOfType(RefusedException.class)
          .isThrownBy(() -> AccountingActs.sent(messenger, ticket(victim, server), 1))
          .withMessageContaining("is for " + server.id());
      assertThat(tracker.stateOf(victim)).isEqualTo("PROBATION");
      assertThat(tracker.stateOf(messenger)).isEqualTo("PROBATION");
    }
  }

  @Test
  void onlyOriginAdaptersSayWhatOriginsSent() throws Exception {
    try (TestTracker tracker = start()) {
      FakeAgent agent = agent(tracker);
      assertThatExceptionOfType(RefusedException.class)
          .isThrownBy(() -> AccountingActs.originSent(agent, 1))
          .satisfies(e -> assertThat(e.status()).isEqualTo(403));
    }
  }

  /**
   * Ten agents fetch from each other and from an origin that keeps its own log. Two of them say of
   * all that they send and receive a tenth, or ten times as much.
   */
  @Test
  void shownOffloadIsWithinOnePercentThoughAFifthOfTheAgentsLie() throws Exception {
    try (TestTracker tracker = start()) {
      List<FakeAgent> fleet = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        fleet.add(agent(tracker));
      }
      FakeAgent adapter =
          FakeAgent.enrol(
              tracker.token(Role.ORIGIN_ADAPTER, "acme"),
              Behaviour.HONEST,
              "z",
              InstantSource.system());
      agents.add(adapter);
      for (FakeAgent one : fleet) {
        one.announce();
      }
      long originLog = 0;
      long fetched = 0;
      for (int client = 0; client < fleet.size(); client++) {
        long claimed = 0;
        for (int server = 0; server < fleet.size(); server++) {
          if (server != client) {
            long bytes = 20_000 + 1_000L * client + 100L * server;
            fetched += bytes;
            claimed += said(client, bytes);
            AccountingActs.exchange(
                fleet.get(client), fleet.get(server), said(client, bytes), said(server, bytes));
          }
        }
        originLog += 25_000;
        fleet.get(client).report(new Traffic(claimed, 0, claimed, said(client, 25_000), 0, 1));
      }
      fetched += originLog;
      AccountingActs.originSent(adapter, originLog);
      double truth = 1 - (double) originLog / fetched;
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() ->
              assertThat(tracker.get("/api/v1/overview").get("offloadRatio").asDouble())
                  .isCloseTo(truth, within(0.01)));
    }
  }

  /** The first agent says a tenth of everything, the second ten times as much. */
  private static long said(int agent, long bytes) {
    return switch (agent) {
      case 0 -> bytes / 10;
      case 1 -> 10 * bytes;
      default -> bytes;
    };
  }

  private TestTracker start() throws Exception {
    return TestTracker.start(
        folder,
        InstantSource.system(),
        "heartbeat=500ms",
        "accounting.ticketBytes=" + TICKET_BYTES + "B");
  }

  private FakeAgent agent(TestTracker tracker) throws Exception {
    FakeAgent agent = tracker.agent(Behaviour.HONEST);
    agents.add(agent);
    agent.announce();
    return agent;
  }

  private static SignedTicket ticket(FakeAgent client, FakeAgent server) throws Exception {
    server.announce();
    return AccountingActs.ticket(client, server.id());
  }

  private static long credited(TestTracker tracker, FakeAgent server) {
    return tracker.agent(server).get("creditedBytes").asLong();
  }

  private static void assertBanned(TestTracker tracker, FakeAgent agent, String fault)
      throws Exception {
    assertThat(tracker.stateOf(agent)).isEqualTo("BANNED");
    JsonNode evidence = tracker.agent(agent).get("evidence").get(0);
    assertThat(evidence.get("fault").asString()).contains(fault);
    String file =
        tracker
            .send(tracker.asOperator("/api/v1/evidence/" + evidence.get("id").asString()))
            .body();
    AgentId accused =
        EvidenceVerifier.verify(file.getBytes(StandardCharsets.UTF_8), tracker.pin())
            .evidence()
            .accused()
            .id();
    assertThat(accused).isEqualTo(agent.id());
  }
}
