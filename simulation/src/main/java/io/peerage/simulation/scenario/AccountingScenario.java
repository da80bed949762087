package io.peerage.simulation.scenario;

import io.peerage.protocol.identity.AgentId;
import io.peerage.tracker.accounting.Receipt;
import io.peerage.tracker.accounting.ReceiptLedger;
import io.peerage.tracker.accounting.Ticket;
import io.peerage.tracker.accounting.TicketGate;
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

  /** What is made up. */
  enum Attack {
    /** Servers write receipts of their own, or claim more than a ticket allows. */
    INFLATION,
    /** Tickets are shown again, and receipts handed in again. */
    REPLAY,
    /** Accomplices write receipts for transfers without a ticket. */
    STUFFING
  }

  @Override
  public String story() {
    return switch (attack) {
      case INFLATION ->
          "A fifth of the servers forge receipts, or hand in ones that exceed the ticket.";
      case REPLAY -> "A fifth of the agents show tickets and hand in receipts again and again.";
      case STUFFING -> "Accomplices sign receipts for each other without any ticket.";
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
    ReceiptLedger ledger = new ReceiptLedger();
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
          new Ticket(i, client, server, CHUNK_BYTES, now, now.plus(Ticket.MAX_LIFETIME));
      boolean hostile = clientNumber < agents / 5 || serverNumber < agents / 5;
      if (attack == Attack.STUFFING && hostile) {
        refused += refused(ledger.take(new Receipt(client, i, server, CHUNK_BYTES)));
        continue;
      }
      ledger.issued(ticket);
      if (gate.check(ticket, client, now) != TicketGate.Decision.ADMITTED) {
        continue;
      }
      long bytes = 1 + random.nextLong(CHUNK_BYTES);
      if (hostile && attack == Attack.INFLATION) {
        refused += refused(ledger.take(new Receipt(server, i, server, CHUNK_BYTES)));
        refused += refused(ledger.take(new Receipt(client, i, server, CHUNK_BYTES + 1 + bytes)));
      }
      received += bytes;
      Receipt receipt = new Receipt(client, i, server, bytes);
      ledger.take(receipt);
      if (hostile && attack == Attack.REPLAY) {
        AgentId other = ids.get((clientNumber + 1) % agents);
        Instant later = now.plusSeconds(random.nextInt(120));
        unentitled += gate.check(ticket, client, later) == TicketGate.Decision.ADMITTED ? bytes : 0;
        unentitled += gate.check(ticket, other, now) == TicketGate.Decision.ADMITTED ? bytes : 0;
        refused += refused(ledger.take(receipt));
        refused += refused(ledger.take(new Receipt(client, i, server, bytes / 2)));
        refused += refused(ledger.take(new Receipt(client, i, other, bytes)));
      }
    }
    long excess = Math.max(0, ledger.total() - received);
    long missing = Math.max(0, received - ledger.total());
    return new Result(
        List.of((double) excess, (double) unentitled, (double) missing),
        List.of(),
        List.of(
            "%d transfers, %d bytes credited, %d false receipts refused"
                .formatted(transfers, ledger.total(), refused)));
  }

  private static int refused(ReceiptLedger.Decision decision) {
    return decision == ReceiptLedger.Decision.CREDITED ? 0 : 1;
  }
}
