package io.peerage.agent.accounting;

import io.peerage.protocol.accounting.Receipt;
import io.peerage.protocol.accounting.SignedTicket;
import io.peerage.protocol.accounting.Ticket;
import io.peerage.protocol.accounting.TicketSheet;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.site.UntrustedException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tickets of this agent as a client, and what it got under each. It never claims, nor asks for,
 * more than a ticket allows. At most {@value #MAX_TICKETS} tickets are remembered; of those that
 * were not used the ended ones go first. Thread-safe.
 */
public final class TicketWallet {
  static final int MAX_TICKETS = 10_000;

  private static final Logger log = LoggerFactory.getLogger(TicketWallet.class);

  /** A ticket that ends sooner is not shown any more: the request has to get there. */
  private static final Duration LEAST_LEFT = Duration.ofSeconds(3);

  /** What is not on a page by then is not waited for: the tracker would not count it. */
  private static final Duration KEPT = Duration.ofMinutes(15);

  private static final int MAX_TRANSFERS = 1_000_000;

  private final AgentId self;
  private final X509Certificate authority;
  private final InstantSource clock;
  // Guarded by this object's monitor.
  private final Map<AgentId, Use> newest = new HashMap<>();
  private final Map<String, Use> uses = new LinkedHashMap<>();

  /** A ticket and what was made of it. Guarded by the wallet's monitor. */
  private static final class Use {
    final SignedTicket ticket;
    long underWayBytes;
    long receivedBytes;
    int transfers;
    boolean changed;

    Use(SignedTicket ticket) {
      this.ticket = ticket;
    }

    Instant expires() {
      return ticket.ticket().expires();
    }
  }

  public TicketWallet(AgentId self, X509Certificate authority, InstantSource clock) {
    this.self = self;
    this.authority = authority;
    this.clock = clock;
  }

  /** Takes in tickets, if a tracker signed them for this agent. */
  public void offer(TicketSheet sheet) {
    List<SignedTicket> tickets;
    try {
      tickets = sheet.open(authority);
    } catch (UntrustedException e) {
      log.warn("not using tickets: {}", e.getMessage());
      return;
    }
    if (!sheet.client().equals(self)) {
      log.warn("not using tickets of {}", sheet.client());
      return;
    }
    synchronized (this) {
      makeRoom(tickets.size());
      for (SignedTicket ticket : tickets) {
        String nonce = ticket.ticket().nonce();
        Use use = uses.get(nonce);
        if (use == null && uses.size() < MAX_TICKETS) {
          use = new Use(ticket);
          uses.put(nonce, use);
        }
        if (use != null) {
          newest.put(ticket.ticket().server(), use);
        }
      }
    }
  }

  private void makeRoom(int wanted) {
    Instant now = clock.instant();
    uses.values().removeIf(use -> isDone(use, now));
    newest.values().removeIf(use -> now.isAfter(use.expires()));
    if (uses.size() + wanted > MAX_TICKETS) {
      uses.values().removeIf(use -> use.receivedBytes == 0 && use.underWayBytes == 0);
      newest.values().removeIf(use -> !uses.containsKey(use.ticket.ticket().nonce()));
    }
  }

  private static boolean isDone(Use use, Instant now) {
    return (use.underWayBytes == 0 && !use.changed && now.isAfter(use.expires()))
        || now.isAfter(use.expires().plus(KEPT));
  }

  /** A request under a ticket. {@link #ended} is called once. */
  public final class Spending {
    private final Use use;
    private final long reservedBytes;

    private Spending(Use use, long reservedBytes) {
      this.use = use;
      this.reservedBytes = reservedBytes;
    }

    /** What to show to the server. */
    public SignedTicket ticket() {
      return use.ticket;
    }

    /**
     * The request is over.
     *
     * @param bytes that were received and verified
     * @param well whether all that was asked for came
     */
    public void ended(long bytes, boolean well) {
      synchronized (TicketWallet.this) {
        use.underWayBytes -= reservedBytes;
        if (bytes > 0) {
          use.receivedBytes = Math.min(use.ticket.ticket().maxBytes(), use.receivedBytes + bytes);
          use.transfers = Math.min(MAX_TRANSFERS, use.transfers + (well ? 1 : 0));
          use.changed = true;
        }
      }
    }
  }

  /** A ticket for {@code bytes} more from {@code server}, if there is one. */
  public synchronized Optional<Spending> spend(AgentId server, long bytes) {
    Use use = newest.get(server);
    if (use == null || clock.instant().plus(LEAST_LEFT).isAfter(use.expires())) {
      return Optional.empty();
    }
    Ticket ticket = use.ticket.ticket();
    if (bytes > ticket.maxBytes() - use.receivedBytes - use.underWayBytes) {
      return Optional.empty();
    }
    use.underWayBytes += bytes;
    return Optional.of(new Spending(use, bytes));
  }

  /** Receipts for what came since they were last taken, at most {@code max}. */
  synchronized List<Receipt> takeReceipts(int max) {
    List<Receipt> receipts = new ArrayList<>();
    for (Use use : uses.values()) {
      if (use.changed && receipts.size() < max) {
        use.changed = false;
        receipts.add(new Receipt(use.ticket, use.receivedBytes, use.transfers));
      }
    }
    return receipts;
  }
}
