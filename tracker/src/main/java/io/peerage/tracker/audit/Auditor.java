package io.peerage.tracker.audit;

import io.peerage.protocol.accounting.SignedTicket;
import io.peerage.protocol.accounting.TicketSheet;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.evidence.AuditEvidence;
import io.peerage.protocol.evidence.Evidence;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.tracker.accounting.Receipts;
import io.peerage.tracker.accounting.TicketDesk;
import io.peerage.tracker.bans.Bans;
import io.peerage.tracker.bans.EvidenceFile;
import io.peerage.tracker.events.EventLog;
import io.peerage.tracker.events.EventType;
import io.peerage.tracker.identity.Authority;
import io.peerage.tracker.identity.TrackerIdentity;
import io.peerage.tracker.swarm.AnnouncedChunk;
import io.peerage.tracker.swarm.Presence;
import io.peerage.tracker.swarm.SwarmDirectory;
import io.peerage.tracker.trust.TrustLedger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Audits agents: {@link #tick} starts what is due, each audit on its own virtual thread, at most
 * one per agent and so many in all. Thread-safe.
 */
public final class Auditor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Auditor.class);
  private static final int EVIDENCE_ID_BYTES = 12;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final AuditSchedule schedule;
  private final Authority authority;
  private final TrackerIdentity tracker;
  private final SwarmDirectory swarm;
  private final TrustLedger trust;
  private final Bans bans;
  private final TicketDesk tickets;
  private final Receipts receipts;
  private final AuditStore store;
  private final EventLog events;
  private final AuditCounters counters;
  private final InstantSource clock;
  private final SecureRandom random;
  private final AuditorIdentity identity;
  private final AuditFetch fetch;
  private final Layers layers;
  private final int concurrency;
  private final Semaphore free;
  private final Map<AgentId, AuditPlan> plans = new ConcurrentHashMap<>();
  private final Set<AgentId> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Counts audits, for metrics. */
  public interface AuditCounters {
    void count(AuditResult.Outcome outcome);
  }

  public Auditor(
      AuditParameters parameters,
      Authority authority,
      TrackerIdentity tracker,
      SwarmDirectory swarm,
      TrustLedger trust,
      Bans bans,
      TicketDesk tickets,
      Receipts receipts,
      AuditStore store,
      EventLog events,
      AuditCounters counters,
      InstantSource clock,
      SecureRandom random) {
    this.schedule = new AuditSchedule(parameters);
    this.authority = authority;
    this.tracker = tracker;
    this.swarm = swarm;
    this.trust = trust;
    this.bans = bans;
    this.tickets = tickets;
    this.receipts = receipts;
    this.store = store;
    this.events = events;
    this.counters = counters;
    this.clock = clock;
    this.random = random;
    this.identity = new AuditorIdentity(authority, parameters, clock, random);
    this.fetch = new AuditFetch(parameters, clock);
    this.layers = new Layers(parameters, swarm, fetch, identity, random);
    this.concurrency = parameters.concurrency();
    this.free = new Semaphore(concurrency);
  }

  /** Starts the audits that are due. Called often by one thread. */
  public void tick() {
    List<Presence> online = new ArrayList<>(swarm.online());
    // When more are due than may run, everyone has the same chance.
    Collections.shuffle(online, new Random(random.nextLong()));
    long now = clock.millis();
    for (Presence agent : online) {
      AgentId id = agent.agent().id();
      AgentState state = bans.state(id);
      if (state == AgentState.BANNED || agent.chunks() == 0) {
        continue;
      }
      AuditPlan plan =
          plans.compute(
              id,
              (_, known) ->
                  known == null
                      ? schedule.first(state, now, random)
                      : schedule.adapt(known, state, now, random));
      if (plan.isDue(now) && !closed && !underWay.contains(id)) {
        if (!free.tryAcquire()) {
          return;
        }
        underWay.add(id);
        Thread.ofVirtual().name("audit-" + id).start(() -> run(id));
      }
    }
  }

  private void run(AgentId agent) {
    try {
      audit(agent);
    } catch (RuntimeException e) {
      log.error("the audit of {} failed", agent, e);
    } finally {
      AgentState state = bans.state(agent);
      plans.computeIfPresent(
          agent, (_, plan) -> schedule.audited(plan, state, clock.millis(), random));
      underWay.remove(agent);
      free.release();
    }
  }

  /** Draws audits for those whom clients suspect. Called after each round of the trust model. */
  public void reviewSuspicions() {
    long now = clock.millis();
    trust
        .scores()
        .forEach((agent, score) ->
            plans.computeIfPresent(
                agent,
                (_, plan) ->
                    schedule.suspected(
                        plan,
                        bans.state(agent),
                        score.suspicion(),
                        score.suspicionGroups(),
                        now,
                        random)));
  }

  private void audit(AgentId agent) {
    Optional<AnnouncedChunk> chunk = swarm.randomChunk(agent, random);
    if (chunk.isEmpty()) {
      return;
    }
    Optional<ContentVerifier> content = layers.of(agent, chunk.get());
    Finding finding =
        content.isEmpty()
            ? new Finding.Unavailable(
                "nobody gives a chunk layer that fits " + chunk.get().chunk().root())
            : identity.use((client, name) -> {
              Optional<SignedTicket> ticket = ticket(name, agent);
              return fetch.fetchChunk(
                  client, agent, chunk.get(), content.get(), ticket, received(ticket));
            });
    if (closed && finding instanceof Finding.Unavailable) {
      // Broken off by the tracker itself.
      return;
    }
    conclude(agent, finding);
  }

  /** What any client of the zone would show: the agent's ticket among those for its neighbours. */
  private Optional<SignedTicket> ticket(AgentId name, AgentId agent) {
    String zone = swarm.presence(agent).map(Presence::zone).orElse("");
    Set<AgentId> servers = new TreeSet<>(Set.of(agent));
    swarm.onlineIn(zone).stream()
        .map(presence -> presence.agent().id())
        .limit(TicketSheet.MAX_TICKETS - 1)
        .forEach(servers::add);
    Optional<TicketSheet> sheet = tickets.issue(name, servers);
    if (sheet.isEmpty()) {
      return Optional.empty();
    }
    try {
      return sheet.get().open(authority.certificate()).stream()
          .filter(ticket -> ticket.ticket().server().equals(agent))
          .findFirst();
    } catch (UntrustedException e) {
      throw new IllegalStateException("the tracker does not believe its own tickets", e);
    }
  }

  /** Says for the auditor what a client's receipt says, so that the server's word has its match. */
  private IntConsumer received(Optional<SignedTicket> ticket) {
    return bytes -> ticket.ifPresent(one -> receipts.audited(one, bytes));
  }

  private void conclude(AgentId agent, Finding finding) {
    AuditResult.Outcome outcome =
        switch (finding) {
          case Finding.Clean _ -> {
            bans.auditClean(agent);
            trust.audited(agent, true);
            yield AuditResult.Outcome.CLEAN;
          }
          case Finding.Mismatch mismatch -> {
            Optional<EvidenceFile> evidence = evidence(agent, mismatch);
            if (evidence.isEmpty()) {
              yield AuditResult.Outcome.UNAVAILABLE;
            }
            bans.auditMismatch(agent, evidence.get());
            trust.audited(agent, false);
            yield AuditResult.Outcome.MISMATCH;
          }
          case Finding.Unavailable _ -> AuditResult.Outcome.UNAVAILABLE;
        };
    store.add(agent, new AuditResult(clock.instant(), outcome, finding.detail()));
    counters.count(outcome);
    events.add(EventType.AUDIT, agent, outcome + ": " + finding.detail());
  }

  /** The evidence file, if it convinces those who know nothing but the authority's pin. */
  private Optional<EvidenceFile> evidence(AgentId agent, Finding.Mismatch mismatch) {
    byte[] idBytes = new byte[EVIDENCE_ID_BYTES];
    random.nextBytes(idBytes);
    String id = "ev-" + HexFormat.of().formatHex(idBytes);
    AuditEvidence evidence =
        new AuditEvidence(
            id,
            Evidence.Kind.AUDIT,
            new SpiffeId(authority.trustDomain(), Role.AGENT, agent),
            Certificates.der(mismatch.certificate()),
            mismatch.observedAt(),
            mismatch.finding());
    try {
      return Optional.of(EvidenceFile.of(evidence, tracker));
    } catch (MalformedMessageException | UntrustedException e) {
      log.error("what an audit of {} found is no evidence, so it is not used", agent, e);
      return Optional.empty();
    }
  }

  /** The last audits of {@code agent}, the newest first. */
  public List<AuditResult> resultsOf(AgentId agent) {
    return store.of(agent);
  }

  /** Removes an agent for good. */
  public void forget(AgentId agent) {
    store.forget(agent);
    plans.remove(agent);
  }

  /** Breaks off what is under way and waits for it to end. */
  @Override
  public void close() {
    closed = true;
    identity.close();
    try {
      if (!free.tryAcquire(concurrency, CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("audits are still under way after {}", CLOSE_LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    identity.close();
  }
}
