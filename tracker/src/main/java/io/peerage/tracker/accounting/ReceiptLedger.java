package io.peerage.tracker.accounting;

import io.peerage.protocol.accounting.Ticket;
import io.peerage.protocol.identity.AgentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides at the tracker what is credited to whom. No receipt, no credit; no more than the server
 * says it sent; never more than the ticket allows; and only to whom the ticket names. What
 * contradicts a ticket is proof P3 against whoever signed it. A ticket is remembered for as long as
 * receipts for it may come in, at most {@value #MAX_TICKETS} of them. Signatures are checked before
 * anything comes here. Pure; not thread-safe.
 */
public final class ReceiptLedger {
  static final int MAX_TICKETS = 1_000_000;

  /** An end that says nothing for so long after the ticket expired will not say anything. */
  private static final Duration SILENT = Duration.ofSeconds(30);

  private final Duration within;
  private final Map<String, TicketAccount> accounts = new HashMap<>();
  private long settledBytes;
  private long exchangedBytes;

  /**
   * @param within for how long after a ticket expired what is said of it counts
   * @param settledBytes what was exchanged under tickets that are forgotten already
   */
  public ReceiptLedger(Duration within, long settledBytes) {
    this.within = within;
    this.settledBytes = settledBytes;
    this.exchangedBytes = settledBytes;
  }

  /** What becomes of what someone says of a ticket. */
  public enum Decision {
    COUNTED,
    /** Nothing that was not said before. */
    REPEATED,
    /** The ticket expired too long ago. Nothing is held against anyone. */
    LATE,
    /** More tickets than can be remembered. */
    TOO_MANY,
    /** P3: another's ticket. */
    NOT_ITS_TICKET,
    /** P3: more than the ticket allows. */
    EXCESSIVE
  }

  /**
   * A decision, and what it changed.
   *
   * @param creditedBytes that were not credited to the server before; transfers likewise
   */
  public record Outcome(
      Decision decision, Optional<TicketAccount> account, long creditedBytes, int transfers) {
    private static Outcome of(Decision decision) {
      return new Outcome(decision, Optional.empty(), 0, 0);
    }
  }

  /** Starts from what was saved. */
  public void restore(TicketAccount account) {
    accounts.put(account.ticket().nonce(), account);
  }

  /** Takes back what {@link #received} or {@link #sent} did, because it could not be saved. */
  public void revert(String nonce, Optional<TicketAccount> before) {
    before.ifPresentOrElse(account -> accounts.put(nonce, account), () -> accounts.remove(nonce));
  }

  /** What is known of a ticket. */
  public Optional<TicketAccount> account(String nonce) {
    return Optional.ofNullable(accounts.get(nonce));
  }

  /**
   * Decides on a receipt.
   *
   * @param signer whose signature it bears
   */
  public Outcome received(
      AgentId signer, Ticket ticket, String epoch, long bytes, int transfers, Instant now) {
    if (!ticket.client().equals(signer)) {
      return Outcome.of(Decision.NOT_ITS_TICKET);
    }
    if (bytes > ticket.maxBytes()) {
      return Outcome.of(Decision.EXCESSIVE);
    }
    TicketAccount before = accounts.getOrDefault(ticket.nonce(), TicketAccount.of(ticket));
    return change(before, before.received(epoch, bytes, transfers), now);
  }

  /** Decides on what {@code server} says that it sent. */
  public Outcome sent(AgentId server, Ticket ticket, long bytes, Instant now) {
    if (!ticket.server().equals(server)) {
      return Outcome.of(Decision.NOT_ITS_TICKET);
    }
    TicketAccount before = accounts.getOrDefault(ticket.nonce(), TicketAccount.of(ticket));
    return change(before, before.sent(bytes), now);
  }

  private Outcome change(TicketAccount before, TicketAccount after, Instant now) {
    if (isOver(before.ticket(), now)) {
      return Outcome.of(Decision.LATE);
    }
    if (after.equals(before)) {
      return Outcome.of(Decision.REPEATED);
    }
    String nonce = before.ticket().nonce();
    if (accounts.size() >= MAX_TICKETS && !accounts.containsKey(nonce)) {
      return Outcome.of(Decision.TOO_MANY);
    }
    accounts.put(nonce, after);
    return new Outcome(
        Decision.COUNTED,
        Optional.of(after),
        after.creditedBytes() - before.creditedBytes(),
        after.creditedTransfers() - before.creditedTransfers());
  }

  private boolean isOver(Ticket ticket, Instant now) {
    return ticket.expires().plus(within).isBefore(now);
  }

  /**
   * Computes anew what the fleet exchanged, and forgets the tickets that are over.
   *
   * @return the nonces of those
   */
  public List<String> settle(Instant now) {
    Agreement agreement = new Agreement();
    for (TicketAccount account : accounts.values()) {
      if (account.bothSpoke() || isSilent(account, now)) {
        Ticket ticket = account.ticket();
        agreement.add(ticket.client(), ticket.server(), account.agrees());
      }
    }
    List<String> over = new ArrayList<>();
    long open = 0;
    for (TicketAccount account : accounts.values()) {
      long bytes = exchanged(account, agreement, now);
      if (isOver(account.ticket(), now)) {
        over.add(account.ticket().nonce());
        settledBytes += bytes;
      } else {
        open += bytes;
      }
    }
    over.forEach(accounts::remove);
    exchangedBytes = settledBytes + open;
    return over;
  }

  private static boolean isSilent(TicketAccount account, Instant now) {
    return !account.bothSpoke() && account.ticket().expires().plus(SILENT).isBefore(now);
  }

  private static long exchanged(TicketAccount account, Agreement agreement, Instant now) {
    if (account.agrees() || !(account.bothSpoke() || isSilent(account, now))) {
      return account.creditedBytes();
    }
    double client = agreement.share(account.ticket().client());
    double server = agreement.share(account.ticket().server());
    if (client == server) {
      return account.creditedBytes();
    }
    return client > server ? account.receivedBytes() : account.serverBytes();
  }

  /** What went from agent to agent under tickets, as of the last {@link #settle}. */
  public long exchangedBytes() {
    return exchangedBytes;
  }

  /** The part of it under tickets that are forgotten. */
  public long settledBytes() {
    return settledBytes;
  }

  /** How many tickets are remembered. */
  public int size() {
    return accounts.size();
  }
}
