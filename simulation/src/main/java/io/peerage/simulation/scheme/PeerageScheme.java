package io.peerage.simulation.scheme;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.Observation;
import io.peerage.simulation.world.Participant;
import io.peerage.simulation.world.Serving;
import io.peerage.simulation.world.TrustScheme;
import io.peerage.simulation.world.World;
import io.peerage.simulation.world.Zone;
import io.peerage.tracker.audit.AuditPlan;
import io.peerage.tracker.audit.AuditSchedule;
import io.peerage.tracker.bans.BanPolicy;
import io.peerage.tracker.bans.Judgement;
import io.peerage.tracker.bans.Occurrence;
import io.peerage.tracker.bans.ScoreReview;
import io.peerage.tracker.bans.Status;
import io.peerage.tracker.identity.NetworkGroup;
import io.peerage.tracker.selection.Candidate;
import io.peerage.tracker.selection.PeerSelector;
import io.peerage.tracker.trust.FleetBrake;
import io.peerage.tracker.trust.Score;
import io.peerage.tracker.trust.TrustBook;
import io.peerage.tracker.trust.TrustModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tracker's own deciders, put together as {@code Tracker} does: trust book, fleet brake, ban
 * policy, audit schedule and peer selector. Only storage, clocks and the wire are left out.
 */
public final class PeerageScheme implements TrustScheme {
  private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");
  private static final int UPLOAD_SLOTS = 16;

  /** The pause between two audits of a row that a suspicion drew. */
  private static final long AUDIT_PAUSE_NANOS = 1_000_000_000L;

  /**
   * What the auditor manages: so many audits at once, of half a second each. Zones share it evenly.
   */
  private static final long AUDIT_TURN_NANOS = 62_500_000L;

  /** One network group gets at most this part of the candidates when there are too many. */
  private static final int NETWORK_PART = 10;

  private final World world;
  private final DeciderParameters parameters;
  private final TrustBook book;
  private final FleetBrake brake;
  private final BanPolicy policy;
  private final ScoreReview review;
  private final AuditSchedule schedule;
  private final PeerSelector selector;
  private final long[] auditorFreeNanos;
  private final List<Member> members = new ArrayList<>();
  private final Map<AgentId, Participant> byId = new HashMap<>();
  private int evidence;

  /** One agent as the tracker knows it. */
  private static final class Member {
    final Participant participant;
    final NetworkGroup network;
    Status status;

    // Of the status, at hand where millions of lists are made.
    boolean offered;
    boolean contested;
    AuditPlan plan;
    int auditTurn;
    Candidate candidate;
    @Nullable Score score;

    Member(Participant participant, Status status, AuditPlan plan, Candidate candidate) {
      this.participant = participant;
      this.network = participant.network();
      this.status = status;
      this.plan = plan;
      this.candidate = candidate;
      noteState();
    }

    void stand(Status next) {
      status = next;
      noteState();
    }

    private void noteState() {
      offered = status.state().isOffered();
      contested = status.state() == AgentState.CONTESTED;
    }
  }

  public PeerageScheme(World world, DeciderParameters parameters) {
    this.world = world;
    this.parameters = parameters;
    this.auditorFreeNanos = new long[world.setup().zones()];
    this.book = new TrustBook(new TrustModel(parameters.trust()));
    this.brake = new FleetBrake(parameters.brake());
    this.policy = new BanPolicy(parameters.bans());
    this.review = new ScoreReview(policy);
    this.schedule = new AuditSchedule(parameters.audit());
    this.selector = new PeerSelector(parameters.selection());
  }

  @Override
  public boolean clientsAvoid() {
    return true;
  }

  @Override
  public void join(Participant participant) {
    book.place(participant.id(), participant.account(), participant.network(), millis());
    byId.put(participant.id(), participant);
    AgentState state = AgentState.PROBATION;
    Member member =
        new Member(
            participant,
            Status.initial(state, instant()),
            schedule.first(state, millis(), world.random()),
            candidate(participant, state, Score.NONE));
    members.add(member);
    planAudit(member);
  }

  private static Candidate candidate(Participant participant, AgentState state, Score score) {
    return new Candidate(
        participant.id(),
        participant.account(),
        participant.network(),
        true,
        state,
        false,
        score.cleanAudits() > 0,
        score.belief(),
        score.score(),
        UPLOAD_SLOTS,
        Math.max(0, UPLOAD_SLOTS - participant.uploads()));
  }

  @Override
  public List<Participant> offers(Participant client, List<Participant> holders, int limit) {
    List<Candidate> candidates = new ArrayList<>(holders.size());
    int most = parameters.selection().maxCandidates();
    // As the swarm directory's buckets do it.
    boolean crowded = holders.size() > most;
    int start = crowded ? world.random().nextInt(holders.size()) : 0;
    Map<NetworkGroup, Integer> taken = crowded ? new HashMap<>() : Map.of();
    for (int i = 0; i < holders.size() && candidates.size() < most; i++) {
      Member member = members.get(holders.get((start + i) % holders.size()).number());
      boolean room =
          !crowded || taken.merge(member.network, 1, Integer::sum) <= most / NETWORK_PART;
      if (room && member.offered) {
        candidates.add(member.contested ? servedWell(member.candidate, client) : member.candidate);
      }
    }
    List<Participant> offers = new ArrayList<>(limit);
    for (Candidate chosen : selector.select(candidates, limit, world.random())) {
      Participant participant = byId.get(chosen.agent());
      if (participant != null) {
        offers.add(participant);
      }
    }
    return offers;
  }

  private Candidate servedWell(Candidate candidate, Participant client) {
    return new Candidate(
        candidate.agent(),
        candidate.account(),
        candidate.network(),
        candidate.sameZone(),
        candidate.state(),
        book.hasServedWell(candidate.agent(), client.id()),
        candidate.proven(),
        candidate.belief(),
        candidate.score(),
        candidate.uploadSlots(),
        candidate.freeSlots());
  }

  @Override
  public void observe(Participant client, Observation observation) {
    book.observe(client.id(), observation, millis());
  }

  // ---- rounds ----

  @Override
  public void minute() {
    long now = millis();
    book.endRound(now);
    brake.round(book.failureMedian(), now);
    book.freeze(brake.isEngaged(now));
    reviewScores(now);
    for (Member member : members) {
      Score score = member.score;
      if (score != null && member.participant.isOnline()) {
        AuditPlan plan =
            schedule.suspected(
                member.plan,
                member.status.state(),
                score.suspicion(),
                score.suspicionGroups(),
                now,
                world.random());
        if (!plan.equals(member.plan)) {
          member.plan = plan;
          planAudit(member);
        }
        judge(member, new Occurrence.TimePassed());
      }
    }
  }

  private void reviewScores(long now) {
    List<ScoreReview.Subject> subjects = new ArrayList<>(members.size());
    for (Member member : members) {
      if (member.participant.isOnline() && member.status.state().isOffered()) {
        AgentId id = member.participant.id();
        Score score = book.score(id, now).orElseThrow();
        member.score = score;
        subjects.add(new ScoreReview.Subject(id, member.status, score));
      }
    }
    for (ScoreReview.Change change :
        review.changes(subjects, instant(), (wanted, fleet) -> brake.admits(wanted, fleet, now))) {
      Participant participant = byId.get(change.agent());
      if (participant != null) {
        carryOut(members.get(participant.number()), change.judgement());
      }
    }
    for (Member member : members) {
      refresh(member);
    }
  }

  private void refresh(Member member) {
    Score score = member.score;
    member.candidate =
        candidate(member.participant, member.status.state(), score == null ? Score.NONE : score);
  }

  // ---- audits and states ----

  private void planAudit(Member member) {
    int turn = ++member.auditTurn;
    long due =
        member.plan.extra() > 0
            ? world.nowNanos() + AUDIT_PAUSE_NANOS
            : (member.plan.nextMillis() - START.toEpochMilli()) * 1_000_000L
                - world.trackerClockOffNanos();
    member.participant.zone().timeline().at(due, () -> beginAudit(member, turn));
  }

  /** The auditor looks each second whose time has come, by the clock as it is then. */
  @Override
  public void clockIsSet() {
    for (Member member : members) {
      planAudit(member);
    }
  }

  private void beginAudit(Member member, int turn) {
    if (turn != member.auditTurn
        || !member.participant.isOnline()
        || member.status.state() == AgentState.BANNED) {
      return;
    }
    Zone zone = member.participant.zone();
    long start = Math.max(world.nowNanos(), auditorFreeNanos[zone.number()]);
    auditorFreeNanos[zone.number()] = start + AUDIT_TURN_NANOS * auditorFreeNanos.length;
    zone.timeline().at(start, () -> audit(member, turn));
  }

  private void audit(Member member, int turn) {
    if (turn != member.auditTurn || member.status.state() == AgentState.BANNED) {
      return;
    }
    AgentId id = member.participant.id();
    switch (world.audit(member.participant)) {
      case Serving.Whole _ -> {
        judge(member, new Occurrence.AuditClean());
        book.auditClean(id, millis());
      }
      case Serving.WrongAfter _ -> {
        String found = "ev-" + evidence++;
        world.keepEvidence(found, member.participant);
        judge(member, new Occurrence.AuditMismatch(found));
        book.auditFailed(id, millis());
      }
      // No answer, or too slow a one, says nothing.
      case Serving.Stall _, Serving.Drip _, Serving.Refuse _, Serving.Missing _ -> {}
    }
    book.score(id, millis()).ifPresent(score -> member.score = score);
    refresh(member);
    member.plan = schedule.audited(member.plan, member.status.state(), millis(), world.random());
    planAudit(member);
  }

  private void judge(Member member, Occurrence what) {
    carryOut(member, policy.judge(member.status, what, instant()));
  }

  private void carryOut(Member member, Judgement judgement) {
    member.stand(judgement.status());
    if (judgement.verdict().isPresent()) {
      AgentState state = member.status.state();
      member.plan = schedule.adapt(member.plan, state, millis(), world.random());
      planAudit(member);
      refresh(member);
      world.judged(member.participant, judgement.verdict().get());
    }
  }

  /** The state of {@code participant}. */
  public AgentState state(Participant participant) {
    return members.get(participant.number()).status.state();
  }

  /** What the model says of {@code participant} now. */
  public Score score(Participant participant) {
    return book.score(participant.id(), millis()).orElseThrow();
  }

  private long millis() {
    return START.toEpochMilli() + world.trackerClockNanos() / 1_000_000L;
  }

  private Instant instant() {
    return Instant.ofEpochMilli(millis());
  }
}
