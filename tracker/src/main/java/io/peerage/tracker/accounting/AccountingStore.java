package io.peerage.tracker.accounting;

import io.peerage.protocol.accounting.SignedPage;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.OriginTraffic;
import io.peerage.tracker.trust.TrustChanges;
import java.util.List;
import java.util.Map;

/**
 * Keeps the last pages of receipts, what is said of each ticket, and the sums.
 *
 * <p>Durable: what a method returned from survives an abrupt end of the process and of the machine.
 * Each method is one transaction, whole or not at all. Thread-safe. When the store fails, methods
 * throw {@link java.io.UncheckedIOException} and nothing has changed.
 */
public interface AccountingStore {
  /**
   * A client's last page of an epoch.
   *
   * @param sequence of the page
   */
  record Head(AgentId client, String epoch, long sequence, SignedPage page) {}

  /**
   * Bytes newly credited.
   *
   * @param bytes more than 0
   */
  record Credit(AgentId server, long bytes) {}

  /**
   * All that one request changed.
   *
   * @param heads replace those of the same client and epoch
   * @param accounts replace those of the same ticket
   */
  record Changes(List<Head> heads, List<TicketAccount> accounts, List<Credit> credits) {}

  /** Every head, the oldest of a client first. */
  List<Head> heads();

  List<TicketAccount> accounts();

  /** Bytes credited to each server. */
  Map<AgentId, Long> credited();

  /** The last word of each adapter. */
  Map<AgentId, OriginTraffic> origins();

  /** The sums; {@code exchangedBytes} of tickets that are settled. */
  FleetAccounts totals();

  /**
   * Keeps what a request changed, and adds its credits to the sums, together with {@code trust}.
   */
  void record(Changes changes, TrustChanges trust);

  /** Removes a client's head of {@code epoch}. */
  void dropHead(AgentId client, String epoch);

  /** Removes tickets that are over, and sets the sum of what was exchanged under all such. */
  void settle(List<String> nonces, long settledBytes);

  /** Keeps an adapter's last word, and adds to the sums what is new in it. */
  void originTold(AgentId adapter, OriginTraffic word, long newOriginBytes, long newSentBytes);

  /** Removes what is kept of an agent or adapter; the sums stay. */
  void forget(AgentId agent);
}
