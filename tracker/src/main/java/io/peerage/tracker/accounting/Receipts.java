package io.peerage.tracker.accounting;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.peerage.protocol.accounting.Receipt;
import io.peerage.protocol.accounting.ReceiptPage;
import io.peerage.protocol.accounting.SignedPage;
import io.peerage.protocol.accounting.SignedTicket;
import io.peerage.protocol.evidence.AccountingEvidence;
import io.peerage.protocol.evidence.Evidence;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.message.Observation;
import io.peerage.protocol.message.ReceiptsRequest;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.tracker.accounting.AccountingStore.Changes;
import io.peerage.tracker.accounting.AccountingStore.Credit;
import io.peerage.tracker.accounting.AccountingStore.Head;
import io.peerage.tracker.accounting.ReceiptLedger.Outcome;
import io.peerage.tracker.bans.Bans;
import io.peerage.tracker.identity.Caller;
import io.peerage.tracker.trust.TrustLedger;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Takes receipts in: checks the signatures, the chain of pages and the tickets, has {@link
 * ReceiptLedger} credit what both ends say, and gives the trust ledger the transfers that are now
 * countersigned. What a page itself proves against its signer goes to {@link Bans}. Thread-safe.
 */
public final class Receipts {
  /** Epochs of a client of which the last page is kept. */
  private static final int MAX_EPOCHS = 2;

  private static final int MAX_CHECKED = 100_000;
  private static final String AUDIT_EPOCH = "0".repeat(32);

  private final AccountingStore store;
  private final TrustLedger trust;
  private final Bans bans;
  private final Prosecutor prosecutor;
  private final X509Certificate authority;
  private final InstantSource clock;

  /** Tickets whose signature was found good: each is seen some six times from either end. */
  private final Cache<SignedTicket, Boolean> checked =
      Caffeine.newBuilder().maximumSize(MAX_CHECKED).build();

  private final ReentrantLock lock = new ReentrantLock();
  // Under lock.
  private final ReceiptLedger ledger;
  private final Map<AgentId, Map<String, Head>> heads = new HashMap<>();
  private final Map<AgentId, Long> credited;
  private long creditedTotal;

  /** Reads the store. */
  public Receipts(
      AccountingParameters parameters,
      AccountingStore store,
      TrustLedger trust,
      Bans bans,
      Prosecutor prosecutor,
      X509Certificate authority,
      InstantSource clock) {
    this.store = store;
    this.trust = trust;
    this.bans = bans;
    this.prosecutor = prosecutor;
    this.authority = authority;
    this.clock = clock;
    FleetAccounts totals = store.totals();
    this.ledger =
        new ReceiptLedger(parameters.receiptsWithin().duration(), totals.exchangedBytes());
    this.creditedTotal = totals.creditedBytes();
    store.accounts().forEach(ledger::restore);
    this.credited = new HashMap<>(store.credited());
    store.heads().forEach(this::follow);
    ledger.settle(clock.instant());
  }

  /** What one request changes, until it is kept. */
  private static final class Draft {
    final Map<String, Head> heads = new LinkedHashMap<>();
    final Map<String, Optional<TicketAccount>> before = new LinkedHashMap<>();
    final Map<AgentId, Long> credits = new LinkedHashMap<>();
    final List<TrustLedger.Countersigned> countersigned = new ArrayList<>();
  }

  /** A page that convicts its signer. */
  private static final class Convicted extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Evidence.Kind kind;
    private final transient List<SignedPage> pages;

    Convicted(Evidence.Kind kind, List<SignedPage> pages) {
      super(kind.name());
      this.kind = kind;
      this.pages = pages;
    }
  }

  /**
   * Takes in what {@code caller} received and sent, durably. When a page convicts its signer,
   * nothing of the request counts.
   *
   * @throws IllegalArgumentException when something is not signed as it should be
   */
  public void take(Caller caller, ReceiptsRequest request) {
    List<ReceiptPage> pages = new ArrayList<>();
    for (SignedPage signed : request.pages()) {
      pages.add(open(caller.id(), signed));
    }
    request.sent().forEach(sent -> requireSigned(sent.ticket()));
    Instant now = clock.instant();
    lock.lock();
    try {
      Draft draft = new Draft();
      try {
        for (int i = 0; i < pages.size(); i++) {
          take(pages.get(i), request.pages().get(i), draft, now);
        }
        for (ReceiptsRequest.Sent sent : request.sent()) {
          note(sent.ticket(), draft);
          Outcome outcome = ledger.sent(caller.id(), sent.ticket().ticket(), sent.bytes(), now);
          if (outcome.decision() == ReceiptLedger.Decision.NOT_ITS_TICKET) {
            throw new IllegalArgumentException(
                "sent names ticket %s, which is for %s"
                    .formatted(sent.ticket().ticket().nonce(), sent.ticket().ticket().server()));
          }
          credit(sent.ticket(), outcome, draft);
        }
        keep(draft);
      } catch (Convicted e) {
        revert(draft);
        prosecutor.prove(caller.id(), e.kind, e.pages);
      } catch (RuntimeException e) {
        revert(draft);
        throw e;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes in what the auditor received: it has the tracker's ear, and signs nothing. */
  public void audited(SignedTicket ticket, long bytes) {
    lock.lock();
    try {
      Draft draft = new Draft();
      note(ticket, draft);
      credit(
          ticket,
          ledger.received(
              ticket.ticket().client(),
              ticket.ticket(),
              AUDIT_EPOCH,
              Math.min(bytes, ticket.ticket().maxBytes()),
              1,
              clock.instant()),
          draft);
      try {
        keep(draft);
      } catch (RuntimeException e) {
        revert(draft);
        throw e;
      }
    } finally {
      lock.unlock();
    }
  }

  private ReceiptPage open(AgentId caller, SignedPage signed) {
    ReceiptPage page;
    try {
      page = signed.open(authority);
    } catch (MalformedMessageException | UntrustedException e) {
      throw new IllegalArgumentException("pages: " + e.getMessage(), e);
    }
    if (!page.client().equals(caller)) {
      throw new IllegalArgumentException(
          "pages has one of %s, sent by %s".formatted(page.client(), caller));
    }
    return page;
  }

  private void requireSigned(SignedTicket ticket) {
    if (checked.getIfPresent(ticket) == null) {
      try {
        ticket.requireSigned(authority);
      } catch (UntrustedException e) {
        throw new IllegalArgumentException("sent: " + e.getMessage(), e);
      }
      checked.put(ticket, true);
    }
  }

  private void take(ReceiptPage page, SignedPage signed, Draft draft, Instant now)
      throws Convicted {
    Head head = draft.heads.get(page.epoch());
    if (head == null) {
      head = heads.getOrDefault(page.client(), Map.of()).get(page.epoch());
    }
    if (head != null && page.sequence() <= head.sequence()) {
      if (page.sequence() == head.sequence() && !signed.hash().equals(head.page().hash())) {
        throw new Convicted(Evidence.Kind.EQUIVOCATION, List.of(head.page(), signed));
      }
      return;
    }
    if (head != null
        && page.sequence() == head.sequence() + 1
        && !page.previous().equals(head.page().hash())) {
      throw new Convicted(Evidence.Kind.EQUIVOCATION, List.of(head.page(), signed));
    }
    for (Receipt receipt : page.receipts()) {
      if (checked.getIfPresent(receipt.ticket()) == null
          || !receipt.ticket().ticket().client().equals(page.client())
          || receipt.bytes() > receipt.ticket().ticket().maxBytes()) {
        if (AccountingEvidence.falseReceipt(page, receipt, authority).isPresent()) {
          throw new Convicted(Evidence.Kind.FALSE_ACCOUNTING, List.of(signed));
        }
        checked.put(receipt.ticket(), true);
      }
      note(receipt.ticket(), draft);
      credit(
          receipt.ticket(),
          ledger.received(
              page.client(),
              receipt.ticket().ticket(),
              page.epoch(),
              receipt.bytes(),
              receipt.transfers(),
              now),
          draft);
    }
    draft.heads.put(page.epoch(), new Head(page.client(), page.epoch(), page.sequence(), signed));
  }

  private void note(SignedTicket ticket, Draft draft) {
    String nonce = ticket.ticket().nonce();
    draft.before.putIfAbsent(nonce, ledger.account(nonce));
  }

  private void credit(SignedTicket ticket, Outcome outcome, Draft draft) {
    AgentId client = ticket.ticket().client();
    AgentId server = ticket.ticket().server();
    if (outcome.creditedBytes() > 0) {
      draft.credits.merge(server, outcome.creditedBytes(), Long::sum);
    }
    if (outcome.transfers() > 0 && bans.state(client).isOffered()) {
      draft.countersigned.add(
          new TrustLedger.Countersigned(
              client,
              new Observation(server, outcome.transfers(), outcome.creditedBytes(), 0, 0, 0)));
    }
  }

  private void keep(Draft draft) {
    List<TicketAccount> accounts =
        draft.before.entrySet().stream()
            .filter(entry -> !ledger.account(entry.getKey()).equals(entry.getValue()))
            .flatMap(entry -> ledger.account(entry.getKey()).stream())
            .toList();
    if (accounts.isEmpty() && draft.heads.isEmpty()) {
      return;
    }
    List<Credit> credits =
        draft.credits.entrySet().stream()
            .map(entry -> new Credit(entry.getKey(), entry.getValue()))
            .toList();
    trust.countersigned(
        draft.countersigned,
        changes ->
            store.record(
                new Changes(List.copyOf(draft.heads.values()), accounts, credits), changes));
    draft.heads.values().forEach(this::follow);
    for (Credit credit : credits) {
      credited.merge(credit.server(), credit.bytes(), Long::sum);
      creditedTotal += credit.bytes();
    }
  }

  private void revert(Draft draft) {
    draft.before.forEach(ledger::revert);
  }

  private void follow(Head head) {
    Map<String, Head> epochs = heads.computeIfAbsent(head.client(), _ -> new LinkedHashMap<>());
    if (!epochs.containsKey(head.epoch()) && epochs.size() >= MAX_EPOCHS) {
      String oldest = epochs.keySet().iterator().next();
      store.dropHead(head.client(), oldest);
      epochs.remove(oldest);
    }
    epochs.put(head.epoch(), head);
  }

  /** Computes the sums anew, and forgets tickets that are over. Called every second or so. */
  public void settle() {
    lock.lock();
    try {
      List<String> over = ledger.settle(clock.instant());
      if (!over.isEmpty()) {
        store.settle(over, ledger.settledBytes());
      }
    } finally {
      lock.unlock();
    }
  }

  /** What was ever credited to {@code server}. */
  public long creditedTo(AgentId server) {
    lock.lock();
    try {
      return credited.getOrDefault(server, 0L);
    } finally {
      lock.unlock();
    }
  }

  /** What the fleet exchanged, with the origins' counters beside it. */
  public FleetAccounts accounts(Origins origins) {
    lock.lock();
    try {
      return new FleetAccounts(
          creditedTotal, ledger.exchangedBytes(), origins.originBytes(), origins.sentBytes());
    } finally {
      lock.unlock();
    }
  }

  /** How many tickets are remembered. */
  public int ticketsOpen() {
    lock.lock();
    try {
      return ledger.size();
    } finally {
      lock.unlock();
    }
  }

  /** Removes an agent for good; the sums stay. */
  public void forget(AgentId agent) {
    store.forget(agent);
    lock.lock();
    try {
      heads.remove(agent);
      credited.remove(agent);
    } finally {
      lock.unlock();
    }
  }
}
