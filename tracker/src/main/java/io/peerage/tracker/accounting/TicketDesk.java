package io.peerage.tracker.accounting;

import io.peerage.protocol.accounting.Ticket;
import io.peerage.protocol.accounting.TicketSheet;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.identity.AgentId;
import io.peerage.runtime.identity.Identity;
import io.peerage.tracker.identity.TrackerIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Issues tickets, and remembers none. Time is cut into periods of half a minute; within one, a
 * client gets the same ticket for a server however often it asks and whatever it asks for, since
 * the nonce is a hash of both, the period and a secret. So the bytes of a ticket are all that the
 * two can have credited for that time. A ticket is good for two periods, thus for half a minute at
 * least from when it is given out. Thread-safe.
 */
public final class TicketDesk {
  private static final Duration PERIOD = Ticket.MAX_LIFETIME.dividedBy(2);
  private static final int SECRET_BYTES = 32;
  private static final int NONCE_CHARS = 32;

  private final AccountingParameters parameters;
  private final TrackerIdentity tracker;
  private final InstantSource clock;
  private final Sha256Hash secret;

  /**
   * @param random of a cryptographic kind
   */
  public TicketDesk(
      AccountingParameters parameters,
      TrackerIdentity tracker,
      InstantSource clock,
      RandomGenerator random) {
    this.parameters = parameters;
    this.tracker = tracker;
    this.clock = clock;
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    this.secret = Sha256Hash.of(bytes);
  }

  /**
   * Tickets of {@code client} for {@code servers}, without itself and at most {@value
   * TicketSheet#MAX_TICKETS}; nothing when none are left.
   */
  public Optional<TicketSheet> issue(AgentId client, Collection<AgentId> servers) {
    Instant now = clock.instant();
    long period = Math.floorDiv(now.toEpochMilli(), PERIOD.toMillis());
    Instant issued = Instant.ofEpochMilli(period * PERIOD.toMillis());
    List<Ticket> tickets =
        servers.stream()
            .filter(server -> !server.equals(client))
            .distinct()
            .limit(TicketSheet.MAX_TICKETS)
            .map(server ->
                new Ticket(
                    nonce(client, server, period),
                    client,
                    server,
                    parameters.ticketBytes().bytes(),
                    issued,
                    issued.plus(Ticket.MAX_LIFETIME)))
            .toList();
    if (tickets.isEmpty()) {
      return Optional.empty();
    }
    Identity identity = tracker.current().get();
    return Optional.of(TicketSheet.sign(tickets, identity.key(), identity.certificate(), now));
  }

  private String nonce(AgentId client, AgentId server, long period) {
    // No id has a blank.
    String what = secret + " " + client + " " + server + " " + period;
    return Sha256Hash.hash(what.getBytes(StandardCharsets.US_ASCII))
        .toString()
        .substring(0, NONCE_CHARS);
  }
}
