package io.peerage.agent.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.peerage.agent.Agent;
import io.peerage.agent.TestFleet;
import io.peerage.protocol.accounting.Receipt;
import io.peerage.protocol.accounting.SignedPage;
import io.peerage.protocol.accounting.SignedTicket;
import io.peerage.protocol.accounting.Ticket;
import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.message.ReceiptsRequest;
import io.peerage.protocol.transfer.ContentResource;
import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.identity.CurrentIdentity;
import io.peerage.runtime.identity.FleetTls;
import io.peerage.testing.SeededContent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tickets and receipts between real agents, and what hostile ones get for theirs. */
class TicketJourneyTest {
  private static final String PATH = "/vod/a.ts";
  private static final long PLENTY = 1L << 30;
  private final SeededContent video = SeededContent.of(1, 3 * 1024 * 1024 + 777);

  @TempDir Path folder;
  private TestFleet fleet;

  @BeforeEach
  void start() throws Exception {
    fleet = new TestFleet(folder);
    fleet.adapter.publish(PATH, 7, video);
  }

  @AfterEach
  void stop() {
    fleet.close();
  }

  @Test
  void bothEndsTellOfEveryByteThatWentBetweenThem() throws Exception {
    fleet.tracker.ticketBytes = PLENTY;
    for (String name : List.of("a-0", "a-1", "a-2")) {
      fleet.start(name, TestFleet.withoutHedges(fleet.config(name)), handler -> handler);
    }
    fleet.makeNeighbours();
    for (Agent agent : fleet.agents) {
      assertThat(fleet.get(agent, PATH).body()).isEqualTo(video.bytes());
    }
    long fromPeers = fromPeers();
    assertThat(fromPeers).isPositive();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          assertThat(total(received())).isEqualTo(fromPeers);
          assertThat(sent()).isEqualTo(received());
        });
  }

  @Test
  void requestsBeyondTheTicketAreServedAndNotReceipted() throws Exception {
    fleet.tracker.ticketBytes = 1_100_000;
    for (String name : List.of("a-0", "a-1")) {
      fleet.start(name, TestFleet.withoutHedges(fleet.config(name)), handler -> handler);
    }
    fleet.makeNeighbours();
    assertThat(fleet.get(fleet.agents.get(0), PATH).body()).isEqualTo(video.bytes());
    assertThat(fleet.get(fleet.agents.get(1), PATH).body()).isEqualTo(video.bytes());
    await().atMost(Duration.ofSeconds(20)).until(() -> !received().isEmpty());
    assertThat(received().values()).allSatisfy(bytes -> assertThat(bytes).isLessThan(1_100_001));
    assertThat(sent().values()).allSatisfy(bytes -> assertThat(bytes).isLessThan(1_100_001));
  }

  @Test
  void stolenForgedAndSpentTicketsGetNoByte() throws Exception {
    Agent server = fleet.start("a-0");
    assertThat(fleet.get(server, PATH).body()).isEqualTo(video.bytes());
    fleet.tracker.ticketBytes = 1_500_000;
    CurrentIdentity client = fleet.domain.current(Role.AGENT, "client");
    CurrentIdentity thief = fleet.domain.current(Role.AGENT, "thief");
    SignedTicket ticket = ticket("client", "a-0", Instant.now());

    assertThat(fetch(thief, server, ticket))
        .startsWith("403")
        .contains("is of client, not of thief");
    assertThat(fetch(client, server, ticket("client", "a-9", Instant.now())))
        .startsWith("403")
        .contains("is for a-9");
    assertThat(fetch(client, server, ticket("client", "a-0", Instant.now().minusSeconds(300))))
        .startsWith("403")
        .contains("ended at");
    Ticket t = ticket.ticket();
    SignedTicket forged =
        new SignedTicket(
            new Ticket(t.nonce(), t.client(), t.server(), PLENTY, t.issued(), t.expires()),
            ticket.index(),
            ticket.size(),
            ticket.path(),
            ticket.signature(),
            ticket.certificate());
    assertThat(fetch(client, server, forged)).startsWith("403").contains("not to be believed");
    assertThat(fetch(client, server, ticket)).startsWith("200");
    assertThat(fetch(client, server, ticket)).startsWith("403").contains("allows 1500000 bytes");
  }

  private long fromPeers() {
    return (long)
        fleet.agents.stream()
            .mapToDouble(agent -> fleet.metric(agent, "peerage_agent_peer_bytes_total"))
            .sum();
  }

  /** What clients signed for under each ticket. */
  private Map<String, Long> received() throws Exception {
    Map<String, Long> received = new HashMap<>();
    for (ReceiptsRequest request : fleet.tracker.receipts) {
      for (SignedPage page : request.pages()) {
        for (Receipt receipt : page.open(authority()).receipts()) {
          received.merge(receipt.ticket().ticket().nonce(), receipt.bytes(), Math::max);
        }
      }
    }
    return received;
  }

  private Map<String, Long> sent() {
    Map<String, Long> sent = new HashMap<>();
    for (ReceiptsRequest request : fleet.tracker.receipts) {
      request
          .sent()
          .forEach(one -> sent.merge(one.ticket().ticket().nonce(), one.bytes(), Math::max));
    }
    return sent;
  }

  private static long total(Map<String, Long> bytes) {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  private X509Certificate authority() {
    return fleet.domain.issuer().authority();
  }

  private SignedTicket ticket(String client, String server, Instant issued) throws Exception {
    Ticket ticket = fleet.tracker.ticket(new AgentId(client), new AgentId(server), issued);
    return fleet.tracker.sheet(List.of(ticket)).open(authority()).getFirst();
  }

  /** Asks for the first chunk; the status and the body of what is no chunk. */
  private String fetch(CurrentIdentity asker, Agent server, SignedTicket ticket) throws Exception {
    try (FleetClient client =
        new FleetClient(
            FleetTls.context(asker, Set.of(Role.AGENT), InstantSource.system()),
            Duration.ofSeconds(5),
            1,
            1)) {
      HttpUriRequestBase request =
          new HttpUriRequestBase(
              "GET",
              URI.create(
                  "https://127.0.0.1:"
                      + server.peerPort()
                      + new ContentResource.Chunk(new ChunkId(video.hashed().root(), 0)).path()));
      request.setHeader(SignedTicket.HEADER, ticket.toHeader());
      return client.execute(
          request,
          Duration.ofSeconds(10),
          (response, _) -> {
            byte[] body = FleetClient.readBody(response, 2 << 20);
            return response.getCode()
                + (response.getCode() == 200 ? "" : new String(body, StandardCharsets.UTF_8));
          });
    }
  }
}
