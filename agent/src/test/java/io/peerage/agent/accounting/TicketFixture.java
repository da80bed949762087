package io.peerage.agent.accounting;

import io.peerage.protocol.accounting.SignedTicket;
import io.peerage.protocol.accounting.Ticket;
import io.peerage.protocol.accounting.TicketSheet;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.runtime.identity.Identity;
import io.peerage.testing.TestTrustDomain;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** A tracker that issues tickets, and the agents that they are for. */
final class TicketFixture {
  static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  static final AgentId CLIENT = new AgentId("client");
  static final AgentId SERVER = new AgentId("server");
  static final AgentId OTHER = new AgentId("other");
  static final long MAX_BYTES = 1000;

  final TestTrustDomain domain = new TestTrustDomain(NOW);
  final Identity tracker = domain.identity(Role.TRACKER, "t-1");

  TicketSheet sheet(Instant issued, AgentId client, AgentId... servers) {
    return sheet(tracker, issued, client, servers);
  }

  TicketSheet sheet(Identity signer, Instant issued, AgentId client, AgentId... servers) {
    List<Ticket> tickets =
        Arrays.stream(servers)
            .map(server ->
                new Ticket(
                    "%032x".formatted((client + " " + server + issued).hashCode() & 0xffffffffL),
                    client,
                    server,
                    MAX_BYTES,
                    issued,
                    issued.plusSeconds(60)))
            .toList();
    return TicketSheet.sign(tickets, signer.key(), signer.certificate(), issued);
  }

  SignedTicket ticket(Instant issued, AgentId client, AgentId server) {
    try {
      return sheet(issued, client, server, new AgentId("third"))
          .open(tracker.authority())
          .getFirst();
    } catch (UntrustedException e) {
      throw new IllegalStateException(e);
    }
  }
}
