package io.peerage.agent.accounting;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.peerage.protocol.accounting.SignedTicket;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.message.ReceiptsRequest.Sent;
import io.peerage.protocol.site.UntrustedException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets other agents' requests for chunks in: by their tickets, which {@link TicketGate} judges; or
 * without one, into half of the upload slots, uncounted and never credited. When the tracker has
 * not been heard of for {@link #TRACKER_SILENT}, nobody can have a ticket, and all slots are open
 * to those without. A ticket that is shown and no good is refused: nobody who is honest has one.
 * Thread-safe.
 */
public final class Admission {
  /** Shorter than a ticket lasts: slots open before the last tickets end. */
  public static final Duration TRACKER_SILENT = Duration.ofSeconds(30);

  /** Tickets whose signatures were checked: a client shows one again and again. */
  private static final int MAX_CHECKED = 2_000;

  private final X509Certificate authority;
  private final InstantSource clock;
  private final Supplier<Instant> lastContact;
  private final Semaphore withoutTicket;
  private final Cache<String, SignedTicket> checked =
      Caffeine.newBuilder().maximumSize(MAX_CHECKED).build();
  // Guarded by its own monitor.
  private final TicketGate gate;

  /**
   * @param slots of all uploads
   * @param lastContact when the tracker last answered
   */
  public Admission(
      AgentId self,
      X509Certificate authority,
      int slots,
      Supplier<Instant> lastContact,
      InstantSource clock) {
    this.gate = new TicketGate(self);
    this.authority = authority;
    this.clock = clock;
    this.lastContact = lastContact;
    this.withoutTicket = new Semaphore(Math.max(1, slots / 2));
  }

  /** What becomes of a request. */
  public sealed interface Ruling {
    /** It may be served. */
    record Admitted(Entry entry) implements Ruling {}

    /** Its ticket is no good: 403. */
    record Refused(String why) implements Ruling {}

    /** No room for those without a ticket: 503. */
    record Full() implements Ruling {}
  }

  /** One request that is served. Used by one thread. */
  public final class Entry implements AutoCloseable {
    private final @Nullable SignedTicket ticket;
    private final boolean holdsPlace;
    private final long takenBytes;
    private long sentBytes;

    private Entry(@Nullable SignedTicket ticket, boolean holdsPlace, long takenBytes) {
      this.ticket = ticket;
      this.holdsPlace = holdsPlace;
      this.takenBytes = takenBytes;
    }

    /** Bytes were sent; never more than were asked for. */
    public void sent(int bytes) {
      sentBytes += bytes;
    }

    @Override
    public void close() {
      if (holdsPlace) {
        withoutTicket.release();
      }
      if (ticket != null) {
        synchronized (gate) {
          gate.sent(ticket.ticket(), takenBytes, sentBytes);
        }
      }
    }
  }

  /**
   * Decides on a request of {@code asker}.
   *
   * @param header the value of {@link SignedTicket#HEADER}, or null
   * @param bytes of the body that it asks for
   */
  public Ruling admit(AgentId asker, @Nullable String header, long bytes) {
    return header == null ? admitWithout() : admit(asker, bytes, header);
  }

  private Ruling admitWithout() {
    boolean trackerIsAway = clock.instant().isAfter(lastContact.get().plus(TRACKER_SILENT));
    if (trackerIsAway) {
      return new Ruling.Admitted(new Entry(null, false, 0));
    }
    return withoutTicket.tryAcquire()
        ? new Ruling.Admitted(new Entry(null, true, 0))
        : new Ruling.Full();
  }

  private Ruling admit(AgentId asker, long bytes, String header) {
    SignedTicket ticket = checked.getIfPresent(header);
    if (ticket == null) {
      try {
        ticket = SignedTicket.parse(header);
        ticket.requireSigned(authority);
      } catch (MalformedMessageException | UntrustedException e) {
        return new Ruling.Refused("the ticket is not to be believed: " + e.getMessage());
      }
      checked.put(header, ticket);
    }
    TicketGate.Decision decision;
    synchronized (gate) {
      decision = gate.take(ticket, asker, bytes, clock.instant());
    }
    return switch (decision) {
      case ADMITTED -> new Ruling.Admitted(new Entry(ticket, false, bytes));
      case NOT_THE_CLIENT ->
          new Ruling.Refused(
              "the ticket is of %s, not of %s".formatted(ticket.ticket().client(), asker));
      case NOT_THIS_SERVER -> new Ruling.Refused("the ticket is for " + ticket.ticket().server());
      case NOT_YET -> new Ruling.Refused("the ticket is from " + ticket.ticket().issued() + " on");
      case EXPIRED -> new Ruling.Refused("the ticket ended at " + ticket.ticket().expires());
      case USED_UP ->
          new Ruling.Refused(
              "the ticket allows %d bytes, of which fewer than %d are left"
                  .formatted(ticket.ticket().maxBytes(), bytes));
      case TOO_MANY -> new Ruling.Full();
    };
  }

  /** What the tracker does not know of, at most {@code max}; {@link #told} follows. */
  public List<Sent> untold(int max) {
    synchronized (gate) {
      return gate.untold(max);
    }
  }

  /** The tracker knows of these now, or refuses them for good. */
  public void told(List<Sent> sent) {
    synchronized (gate) {
      gate.told(sent, clock.instant());
    }
  }
}
