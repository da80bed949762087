package io.peerage.simulation.scenario;

import io.peerage.agent.accounting.TicketGate;
import io.peerage.protocol.accounting.SignedTicket;
import io.peerage.protocol.accounting.Ticket;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.key.KeyId;
import io.peerage.protocol.key.PublicKey;
import io.peerage.tracker.accounting.ReceiptLedger;
import io.peerage.tracker.accounting.ReceiptLedger.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Transfers under tickets, of which a fifth of the agents make something up. What is credited is
 * compared, ticket by ticket, with what the receiving client really got.
 */
record AccountingScenario(String name, Attack attack) implements Scenario {
  private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");
  private static final long CHUNK_BYTES = 1 << 20;
  private static final String EPOCH = "a".repeat(32);
  private static final Envelope UNSIGNED =
      new Envelope(
          "none",
          Base64Bytes.of(new byte[0]),
          List.of(
              new Envelope.Signature(
                  new KeyId("0".repeat(64)), Base64Bytes.of(new byte[PublicKey.SIGNATURE_BYTES]))));

  /** What is made up. */
  enum Attack {
    /** Servers write receipts of their own; either end claims more than there was. */
    INFLATION,
    /** Tickets are shown again, and receipts handed in again. */
    REPLAY,
    /** Clients sign receipts for transfers that never were. */
    STUFFING
  }

  @Override
  public String story() {
    return switch (attack) {
      case INFLATION ->
          "A fifth of the agents forge receipts, exceed the ticket, or claim more than was sent.";
      case REPLAY -> "A fifth of the agents show tickets and hand in receipts again and again.";
      case STUFFING -> "A fifth of the agents sign receipts for transfers that never were.";
    };
  }

  @Override
  public List<Target> targets() {
    return List.of(
        new Target("bytes credited beyond what was received", 0),
        new Target("bytes sent to those without a good ticket", 0),
        new Target("bytes of honest transfers not credited", 0));
  }

  @Override
  public Result play(Size size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int agents = size == Size.FULL ? 200 : 50;
    int transfers = size == Size.FULL ? 20_000 : 2_000;
    List<AgentId> ids = new ArrayList<>();
    Map<AgentId, TicketGate> gates = new HashMap<>();
    for (int i = 0; i < agents; i++) {
      AgentId id = new AgentId("a-" + i);
      ids.add(id);
      gates.put(id, new TicketGate(id));
    }
    ReceiptLedger ledger = new ReceiptLedger(Duration.ofMinutes(10), 0);
    long credited = 0;
    long received = 0;
    long unentitled = 0;
    int refused = 0;
    Instant now = START;
    for (int i = 0; i < transfers; i++) {
      now = now.plusMillis(random.nextInt(200));
      int clientNumber = random.nextInt(agents);
      int serverNumber = (clientNumber + 1 + random.nextInt(agents - 1)) % agents;
      AgentId client = ids.get(clientNumber);
      AgentId server = ids.get(serverNumber);
      TicketGate gate = gates.getOrDefault(server, new TicketGate(server));
      Ticket ticket =
          new Ticket(
              "%032x".formatted(i),
              client,
              server,
              CHUNK_BYTES,
              now,
              now.plus(Ticket.MAX_LIFETIME));
      SignedTicket shown = shown(ticket);
      boolean hostile = clientNumber < agents / 5 || serverNumber < agents / 5;
      long bytes = 1 + random.nextLong(CHUNK_BYTES);
      if (attack == Attack.STUFFING && hostile) {
        // The client swears to it; no byte moved, and an honest server says nothing.
        Outcome sworn = ledger.received(client, ticket, EPOCH, bytes, 1, now);
        credited += sworn.creditedBytes();
        refused++;
        continue;
      }
      if (gate.take(shown, client, bytes, now) != TicketGate.Decision.ADMITTED) {
        continue;
      }
      gate.sent(ticket, bytes, bytes);
      if (hostile && attack == Attack.INFLATION) {
        refused += refused(ledger.received(server, ticket, EPOCH, CHUNK_BYTES, 1, now));
        refused += refused(ledger.received(client, ticket, EPOCH, CHUNK_BYTES + bytes, 1, now));
        // Within the ticket only one of the two lies, and the other holds it to the truth.
        long inflated = Math.min(CHUNK_BYTES, 2 * bytes);
        boolean clientLies = clientNumber < agents / 5;
        credited += say(ledger, ticket, clientLies ? inflated : bytes, bytes, now);
        if (!clientLies) {
          credited += say(ledger, ticket, bytes, inflated, now);
        }
      } else {
        credited += say(ledger, ticket, bytes, bytes, now);
      }
      received += bytes;
      if (hostile && attack == Attack.REPLAY) {
        AgentId other = ids.get((clientNumber + 1) % agents);
        Instant later = now.plusSeconds(random.nextInt(120));
        unentitled += admitted(gate, shown, client, CHUNK_BYTES, later);
        unentitled += admitted(gate, shown, other, 1, now);
        refused += refused(ledger.received(client, ticket, EPOCH, bytes, 1, now));
        refused += refused(ledger.received(client, ticket, EPOCH, bytes / 2, 1, now));
        refused += refused(ledger.received(other, ticket, EPOCH, bytes, 1, now));
        credited += say(ledger, ticket, bytes, bytes, now);
      }
    }
    long excess = Math.max(0, credited - received);
    long missing = Math.max(0, received - credited);
    return new Result(
        List.of((double) excess, (double) unentitled, (double) missing),
        List.of(),
        List.of(
            "%d transfers, %d bytes credited, %d false receipts refused"
                .formatted(transfers, credited, refused)));
  }

  /** Both ends say what they say; what that credits. */
  private static long say(
      ReceiptLedger ledger, Ticket ticket, long receivedBytes, long sentBytes, Instant now) {
    return ledger.received(ticket.client(), ticket, EPOCH, receivedBytes, 1, now).creditedBytes()
        + ledger.sent(ticket.server(), ticket, sentBytes, now).creditedBytes();
  }

  private static long admitted(
      TicketGate gate, SignedTicket shown, AgentId asker, long bytes, Instant at) {
    return gate.take(shown, asker, bytes, at) == TicketGate.Decision.ADMITTED ? bytes : 0;
  }

  private static int refused(Outcome outcome) {
    return outcome.decision() == ReceiptLedger.Decision.COUNTED ? 0 : 1;
  }

  /** As a client shows it. Signatures are taken as checked, and stand here for none. */
  private static SignedTicket shown(Ticket ticket) {
    return new SignedTicket(ticket, 0, 1, "", UNSIGNED, Base64Bytes.of(new byte[0]));
  }
}
