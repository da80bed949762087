package io.peerage.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.peerage.protocol.accounting.Ticket;
import io.peerage.protocol.accounting.TicketSheet;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.evidence.SignedAccusation;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.AnnounceRequest;
import io.peerage.protocol.message.AnnounceResponse;
import io.peerage.protocol.message.DenyList;
import io.peerage.protocol.message.Holding;
import io.peerage.protocol.message.LocateRequest;
import io.peerage.protocol.message.LocateResponse;
import io.peerage.protocol.message.Neighbour;
import io.peerage.protocol.message.Purge;
import io.peerage.protocol.message.PurgeBatch;
import io.peerage.protocol.message.ReceiptsRequest;
import io.peerage.protocol.message.ReportRequest;
import io.peerage.protocol.message.TakedownList;
import io.peerage.runtime.config.ListenAddress;
import io.peerage.runtime.identity.CurrentIdentity;
import io.peerage.runtime.identity.FleetTls;
import io.peerage.runtime.identity.Identity;
import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.HttpServer;
import io.peerage.runtime.server.RequestException;
import io.peerage.runtime.server.Routes;
import io.peerage.testing.TestTrustDomain;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A tracker in a few lines: says what the test tells it to, and remembers what agents said. */
public final class FakeTracker implements AutoCloseable {
  private final HttpServer server;
  private final CurrentIdentity identity;
  public final Map<String, AnnounceRequest> lastAnnounce = new ConcurrentHashMap<>();
  public final List<SignedAccusation> accusations = new CopyOnWriteArrayList<>();
  public final List<ReportRequest> reports = new CopyOnWriteArrayList<>();
  public volatile List<Neighbour> neighbours = List.of();
  public volatile List<LocateResponse.Offer> offers = List.of();
  public volatile Optional<TrackerDocument> denyList = Optional.empty();
  public volatile boolean down;

  /** The takedown list that it gives, and the version that it says it has. */
  public volatile Optional<TrackerDocument> takedowns = Optional.empty();

  public volatile long takedownVersion;

  /** How many bytes each ticket for a neighbour allows; no tickets are issued for 0. */
  public volatile long ticketBytes;

  /** What agents received and sent. */
  public final List<ReceiptsRequest> receipts = new CopyOnWriteArrayList<>();

  /** What each agent holds, by its announces. */
  private final Map<String, Set<ContentRoot>> holdings = new ConcurrentHashMap<>();

  /** Where its purges begin: whoever is behind that is told that everything may be purged. */
  public volatile long forgotten = 100;

  /** What it says of purges instead of the truth, once; by the number that an agent names. */
  public volatile Optional<LongFunction<TrackerDocument>> forgedPurges = Optional.empty();

  /** Longer than the time-out of all other requests in tests. */
  private static final long HOLD_SECONDS = 4;

  public final AtomicInteger takedownRequests = new AtomicInteger();
  public final AtomicInteger purgeRequests = new AtomicInteger();
  public final AtomicInteger heldToTheEnd = new AtomicInteger();
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition purged = lock.newCondition();
  // Under lock.
  private final List<PurgeBatch.Entry> purges = new ArrayList<>();
  private boolean closed;

  public FakeTracker(TestTrustDomain domain, InstantSource clock) throws IOException {
    this.identity = domain.current(Role.TRACKER, "tracker");
    this.server =
        new HttpServer(
            "fake-tracker",
            ListenAddress.parse("127.0.0.1:0"),
            Optional.of(FleetTls.context(identity, Set.of(Role.AGENT), clock)),
            Duration.ZERO,
            new Routes()
                .add("POST", "/peerage/v1/announce", this::announce)
                .add("POST", "/peerage/v1/locate", this::locate)
                .add("GET", "/peerage/v1/purges", this::purges)
                .add("GET", "/peerage/v1/takedowns", this::takedowns)
                .add("POST", "/peerage/v1/receipts", this::receipts)
                .add("POST", "/peerage/v1/accusations", this::accuse)
                .add("POST", "/peerage/v1/reports", this::report));
    server.start("listen");
  }

  public URI uri() {
    return URI.create("https://127.0.0.1:" + server.port());
  }

  /** The version of the deny list that {@code agent} last said it follows. */
  public long denyListVersionOf(String agent) {
    AnnounceRequest last = lastAnnounce.get(agent);
    return last == null ? 0 : last.denyListVersion();
  }

  /** Puts agents on the deny list. */
  public void deny(long version, DenyList.Entry... entries) {
    denyList =
        Optional.of(
            TrackerDocument.sign(
                DenyList.PAYLOAD_TYPE,
                new DenyList(version, Instant.now(), List.of(entries)),
                identity.get().key(),
                identity.get().certificate(),
                identity.get().authority()));
  }

  /** Makes these the takedown list. */
  public void takeDown(long version, TakedownList.Entry... entries) {
    takeDown(new TakedownList(version, Instant.now(), List.of(entries)), identity.get());
  }

  /** Makes {@code list}, as {@code signer} signed it, the takedown list. */
  public void takeDown(TakedownList list, Identity signer) {
    takedowns =
        Optional.of(
            TrackerDocument.sign(
                TakedownList.PAYLOAD_TYPE,
                list,
                signer.key(),
                signer.certificate(),
                signer.authority()));
    takedownVersion = list.version();
  }

  /** The version of the takedown list that {@code agent} last said it follows. */
  public long takedownVersionOf(String agent) {
    AnnounceRequest last = lastAnnounce.get(agent);
    return last == null ? 0 : last.takedownVersion();
  }

  /** Whether {@code agent} last said that it has some of a content. */
  public boolean holds(String agent, ContentRoot root) {
    return holdings.getOrDefault(agent, Set.of()).contains(root);
  }

  private void accuse(Exchange exchange)
      throws IOException, RequestException, InterruptedException {
    requireUp();
    accusations.add(exchange.bodyAs(SignedAccusation.class, SignedAccusation.MAX_BYTES));
    exchange.sendStatus(204);
  }

  private void takedowns(Exchange exchange) throws IOException, RequestException {
    requireUp();
    takedownRequests.incrementAndGet();
    if (takedowns.isPresent()) {
      exchange.sendJson(200, takedowns.get());
    } else {
      exchange.sendStatus(204);
    }
  }

  /** Purges; the number of the purge. */
  public long purge(Purge purge) {
    lock.lock();
    try {
      long id = (purges.isEmpty() ? forgotten : purges.getLast().id()) + 1;
      purges.add(PurgeBatch.Entry.of(id, Instant.now(), purge));
      purged.signalAll();
      return id;
    } finally {
      lock.unlock();
    }
  }

  /** The purge that {@code agent} last acknowledged; 0 for none. */
  public long acknowledged(String agent) {
    return acknowledged.getOrDefault(agent, 0L);
  }

  /** Signs {@code batch} as this tracker. */
  public TrackerDocument sign(PurgeBatch batch) {
    return TrackerDocument.sign(
        PurgeBatch.PAYLOAD_TYPE,
        batch,
        identity.get().key(),
        identity.get().certificate(),
        identity.get().authority());
  }

  private void purges(Exchange exchange)
      throws IOException, RequestException, InterruptedException {
    requireUp();
    String agent = exchange.tls().flatMap(FleetTls::peer).map(SpiffeId::id).orElseThrow().value();
    long after = Long.parseLong(exchange.queryParameter("after").orElseThrow());
    acknowledged.put(agent, after);
    purgeRequests.incrementAndGet();
    if (exchange.queryParameter("leaving").isPresent()) {
      exchange.sendStatus(204);
      return;
    }
    var forged = forgedPurges;
    if (forged.isPresent()) {
      forgedPurges = Optional.empty();
      exchange.sendJson(200, forged.get().apply(after));
      return;
    }
    if (after < forgotten) {
      exchange.sendJson(
          200, sign(new PurgeBatch(after, forgotten, true, Instant.now(), List.of())));
      return;
    }
    List<PurgeBatch.Entry> newer = List.of();
    lock.lock();
    try {
      long nanos = TimeUnit.SECONDS.toNanos(HOLD_SECONDS);
      while (newer.isEmpty() && nanos > 0 && !closed && !down) {
        newer = purges.stream().filter(entry -> entry.id() > after).toList();
        if (newer.isEmpty()) {
          nanos = purged.awaitNanos(nanos);
        }
      }
    } finally {
      lock.unlock();
    }
    if (newer.isEmpty()) {
      heldToTheEnd.incrementAndGet();
      exchange.sendStatus(204);
      return;
    }
    exchange.sendJson(
        200, sign(new PurgeBatch(after, newer.getLast().id(), false, Instant.now(), newer)));
  }

  private void announce(Exchange exchange) throws IOException, RequestException {
    requireUp();
    String agent = exchange.tls().flatMap(FleetTls::peer).map(SpiffeId::id).orElseThrow().value();
    AnnounceRequest request = exchange.bodyAs(AnnounceRequest.class, AnnounceRequest.MAX_BYTES);
    lastAnnounce.put(agent, request);
    Set<ContentRoot> held = holdings.computeIfAbsent(agent, _ -> ConcurrentHashMap.newKeySet());
    for (Holding holding : request.holdings()) {
      if (holding.chunks().isEmpty()) {
        held.remove(holding.root());
      } else {
        held.add(holding.root());
      }
    }
    exchange.sendJson(
        200,
        new AnnounceResponse(
            100,
            false,
            AgentState.TRUSTED,
            neighbours,
            denyList.orElse(null),
            takedownVersion,
            tickets(new AgentId(agent))));
  }

  private void locate(Exchange exchange) throws IOException, RequestException {
    requireUp();
    var _ = exchange.bodyAs(LocateRequest.class, LocateRequest.MAX_BYTES);
    exchange.sendJson(200, new LocateResponse(offers, 100, null));
  }

  /** Tickets of {@code client} for its neighbours, when tickets are issued. */
  private @Nullable TicketSheet tickets(AgentId client) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    List<Ticket> tickets =
        neighbours.stream()
            .map(Neighbour::id)
            .filter(server -> ticketBytes > 0 && !server.equals(client))
            .map(server -> ticket(client, server, now))
            .toList();
    return tickets.isEmpty() ? null : sheet(tickets);
  }

  /** A ticket that is good for a minute from {@code issued} on. */
  public Ticket ticket(AgentId client, AgentId server, Instant issued) {
    // As a tracker does: the same ticket for the same two, for half a minute.
    Instant from = Instant.ofEpochSecond(issued.getEpochSecond() / 30 * 30);
    String nonce =
        Sha256Hash.hash((client + " " + server + " " + from).getBytes(UTF_8))
            .toString()
            .substring(0, 32);
    return new Ticket(
        nonce, client, server, Math.max(1, ticketBytes), from, from.plus(Ticket.MAX_LIFETIME));
  }

  /** Signs tickets as this tracker. */
  public TicketSheet sheet(List<Ticket> tickets) {
    return TicketSheet.sign(
        tickets, identity.get().key(), identity.get().certificate(), Instant.now());
  }

  private void receipts(Exchange exchange) throws IOException, RequestException {
    requireUp();
    receipts.add(exchange.bodyAs(ReceiptsRequest.class, ReceiptsRequest.MAX_BYTES));
    exchange.sendStatus(204);
  }

  private void report(Exchange exchange) throws IOException, RequestException {
    requireUp();
    reports.add(exchange.bodyAs(ReportRequest.class, ReportRequest.MAX_BYTES));
    exchange.sendStatus(204);
  }

  private void requireUp() throws RequestException {
    if (down) {
      throw new RequestException(503, "Down", "on purpose");
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      purged.signalAll();
    } finally {
      lock.unlock();
    }
    server.close();
  }
}
