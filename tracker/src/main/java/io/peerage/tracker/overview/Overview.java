package io.peerage.tracker.overview;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.message.AgentState;
import io.peerage.tracker.accounting.FleetAccounts;
import io.peerage.tracker.accounting.Origins;
import io.peerage.tracker.accounting.Receipts;
import io.peerage.tracker.audit.Auditor;
import io.peerage.tracker.bans.Bans;
import io.peerage.tracker.bans.Status;
import io.peerage.tracker.bans.Verdict;
import io.peerage.tracker.enrolment.Enrolled;
import io.peerage.tracker.enrolment.Enrolments;
import io.peerage.tracker.reports.Reports;
import io.peerage.tracker.swarm.Presence;
import io.peerage.tracker.swarm.SwarmDirectory;
import io.peerage.tracker.trust.Explanation;
import io.peerage.tracker.trust.Score;
import io.peerage.tracker.trust.TrustLedger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts together what operators see. Thread-safe. */
public final class Overview {
  /** The most verdicts, and the most evidence files, shown with an agent. */
  private static final int MAX_SHOWN = 100;

  /** The most verdicts that an explanation shows. */
  private static final int MAX_EXPLAINED = 10;

  private final Enrolments enrolments;
  private final SwarmDirectory swarm;
  private final TrustLedger trust;
  private final Bans bans;
  private final Reports reports;
  private final Auditor auditor;
  private final Receipts receipts;
  private final Origins origins;
  private final InstantSource clock;
  private final Instant startedAt;

  public Overview(
      Enrolments enrolments,
      SwarmDirectory swarm,
      TrustLedger trust,
      Bans bans,
      Reports reports,
      Auditor auditor,
      Receipts receipts,
      Origins origins,
      InstantSource clock) {
    this.enrolments = enrolments;
    this.swarm = swarm;
    this.trust = trust;
    this.bans = bans;
    this.reports = reports;
    this.auditor = auditor;
    this.receipts = receipts;
    this.origins = origins;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  /** The fleet in numbers. */
  public FleetView fleet() {
    Instant now = clock.instant();
    FleetAccounts accounts = receipts.accounts(origins);
    return new FleetView(
        now,
        startedAt,
        enrolments.authority().trustDomain(),
        reports.fleetTraffic(),
        accounts,
        accounts.offloadRatio(),
        agentsByState(),
        swarm.online().size());
  }

  /** How many agents that can still show a certificate, or are denied, are in each state. */
  public Map<AgentState, Integer> agentsByState() {
    Instant now = clock.instant();
    Map<AgentState, Integer> counts = new EnumMap<>(AgentState.class);
    for (AgentState state : AgentState.values()) {
      counts.put(state, 0);
    }
    for (Enrolled one : enrolments.all()) {
      AgentState state = bans.state(one.id());
      if (one.role() == Role.AGENT
          && (now.isBefore(one.certificateUntil()) || !state.isOffered())) {
        counts.merge(state, 1, Integer::sum);
      }
    }
    return counts;
  }

  /** Everyone who is enrolled and not forgotten, by name. */
  public List<AgentView> agents() {
    Map<AgentId, Score> scores = trust.scores();
    return enrolments.all().stream()
        .map(one -> view(one, Optional.ofNullable(scores.get(one.id()))))
        .sorted(Comparator.comparing(AgentView::id))
        .toList();
  }

  /** One of them with everything that is known of it. */
  public Optional<AgentDetails> agent(AgentId id) {
    return enrolments
        .find(id)
        .map(one ->
            new AgentDetails(
                view(one, trust.score(id)),
                bans.verdicts(id, MAX_SHOWN),
                bans.evidenceOf(id, MAX_SHOWN),
                auditor.resultsOf(id)));
  }

  /** Why an agent is where it is, and what would change that. */
  public Optional<AgentExplanation> explain(AgentId id) {
    return enrolments
        .find(id)
        .map(one -> {
          Status status = status(one);
          List<Verdict> verdicts = bans.verdicts(id, MAX_SHOWN);
          Optional<Explanation> trusted = trust.explain(id);
          return new AgentExplanation(
              id,
              clock.instant(),
              status,
              verdicts.isEmpty()
                  ? "no verdict: it stands as it enrolled"
                  : verdicts.getFirst().reason(),
              verdicts.stream().limit(MAX_EXPLAINED).toList(),
              Math.max(0, verdicts.size() - MAX_EXPLAINED),
              one.role() == Role.AGENT
                  ? bans.prospects(status, trusted.map(Explanation::score).orElse(Score.NONE))
                  : List.of(),
              trusted.orElse(null));
        });
  }

  /** The statements of reasons for what was decided against an agent. */
  public Optional<AgentStatements> statements(AgentId id) {
    return enrolments
        .find(id)
        .map(one -> new AgentStatements(id, status(one).state(), bans.statements(id)));
  }

  private Status status(Enrolled one) {
    return bans.status(one.id())
        .orElseGet(() -> Status.initial(AgentState.PROBATION, one.enrolledAt()));
  }

  private AgentView view(Enrolled one, Optional<Score> known) {
    Status status = status(one);
    Optional<Presence> presence = swarm.presence(one.id());
    Score score = known.orElse(Score.NONE);
    return new AgentView(
        one.id(),
        one.account(),
        one.role(),
        status.state(),
        status.since(),
        status.until(),
        score.score(),
        presence.map(Presence::online).orElse(false),
        presence.map(Presence::lastSeen).orElse(null),
        presence.map(Presence::zone).orElse(null),
        presence.map(Presence::endpoint).orElse(null),
        presence.map(Presence::contents).orElse(0),
        presence.map(Presence::chunks).orElse(0L),
        reports.trafficOf(one.id()),
        receipts.creditedTo(one.id()),
        score.mean(),
        score.lowerBound(),
        score.good(),
        score.bad(),
        score.suspicion(),
        score.credibility());
  }
}
