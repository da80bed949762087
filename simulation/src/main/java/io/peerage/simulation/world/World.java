package io.peerage.simulation.world;

import io.peerage.agent.swarm.Outcome;
import io.peerage.agent.swarm.PeerBook;
import io.peerage.agent.swarm.SourcePlanner;
import io.peerage.agent.swarm.SwarmConfig;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.message.Observation;
import io.peerage.protocol.message.TakedownIndex;
import io.peerage.protocol.message.TakedownList;
import io.peerage.simulation.behaviour.Honest;
import io.peerage.simulation.engine.Timeline;
import io.peerage.tracker.bans.Verdict;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.NetworkGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A fleet, its readers, an origin and a scheme of trust, in virtual time from one seed: the same
 * setup and seed give the same run, event for event. Not thread-safe; worlds do not share anything.
 */
public final class World {
  public static final int BLOCKS_PER_CHUNK = 64;
  static final int CHUNK_BYTES = BLOCKS_PER_CHUNK * Attempt.BLOCK_BYTES;

  /** Peers that are compared by speed before one is asked. */
  static final int PEERS_PER_LOOK = 3;

  /** Peers that a reader asks the tracker for. */
  private static final int LIST_LENGTH = 20;

  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();
  static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final long HEARTBEAT_NANOS = HEARTBEAT.toNanos();
  private static final double NETWORKS_PER_AGENT = 0.7;
  private static final String HONEST = "honest";

  private final Setup setup;
  private final List<Zone> zones = new ArrayList<>();
  private final SourcePlanner planner = new SourcePlanner(SwarmConfig.DEFAULTS);
  private final Statistics statistics = new Statistics();
  private final Network network = new Network(this);
  private final List<Participant> participants = new ArrayList<>();
  private final List<Participant> honest = new ArrayList<>();
  private final List<Participant> hostile = new ArrayList<>();
  private final double[] popularity;
  private final TrustScheme scheme;
  private final List<Witness> witnesses;
  private final int spreadNetworks;
  private final Map<String, Participant> evidence = new HashMap<>();
  private final TakedownIndex takedowns;
  private boolean partitioned;
  private long trackerClockOffNanos;

  /** Whose events are happening. */
  private Zone current;

  /**
   * @param witnesses see all that happens
   */
  public World(
      Setup setup, long seed, Function<World, TrustScheme> scheme, List<Witness> witnesses) {
    this.setup = setup;
    this.witnesses = List.copyOf(witnesses);
    int joining = setup.honest + setup.cohorts.stream().mapToInt(Cohort::count).sum();
    this.spreadNetworks = Math.max(1, (int) (joining * NETWORKS_PER_AGENT));
    SplittableRandom random = new SplittableRandom(seed);
    this.current = new Zone(0, random);
    zones.add(current);
    for (int i = 1; i < setup.zones; i++) {
      zones.add(new Zone(i, random.split()));
    }
    this.popularity = new double[setup.contents];
    double sum = 0;
    for (int i = 0; i < setup.contents; i++) {
      sum += 1.0 / (i + 1);
      popularity[i] = sum;
    }
    this.takedowns = TakedownIndex.of(takedowns(setup));
    this.scheme = scheme.apply(this);
    for (int i = 0; i < setup.honest; i++) {
      join(Cohort.of(HONEST, 1, new Honest()));
    }
    for (Cohort cohort : setup.cohorts) {
      for (int i = 0; i < cohort.count(); i++) {
        join(cohort);
      }
    }
    if (setup.partitionShare > 0) {
      timeline().at(setup.partitionFrom.toNanos(), () -> partition(true));
      timeline().at(setup.partitionFrom.plus(setup.partitionFor).toNanos(), () -> partition(false));
    }
    for (Setup.ClockStep step : setup.trackerSteps) {
      timeline().at(step.at().toNanos(), () -> trackerClockIsSet(step.by()));
    }
    timeline().at(MINUTE_NANOS, this::minute);
  }

  /**
   * Lets time pass until the setup's end. Zones have little to do with each other, so each lives
   * through a minute on its own: what a processor needs of one fits into its caches. The first zone
   * is the last, since what concerns all, such as the end of the minute, is on its timeline.
   */
  public void run() {
    long end = setup.duration.toNanos();
    for (long until = 0; until < end; ) {
      until = Math.min(end, until + MINUTE_NANOS);
      for (Zone zone : zones.reversed()) {
        current = zone;
        zone.timeline().runUntil(until);
      }
    }
  }

  // ---- those who take part ----

  private Participant join(Cohort cohort) {
    int number = participants.size();
    Zone zone = zones.get(number % setup.zones);
    RandomGenerator random = random();
    PeerBook book =
        new PeerBook(zone.timeline()::nowNanos, SwarmConfig.DEFAULTS.avoidMismatch().duration());
    int group = random.nextInt(spreadNetworks);
    Participant joined =
        new Participant(
            number,
            new Account(
                cohort.placement() == Cohort.Placement.ONE_ACCOUNT
                    ? cohort.name()
                    : "account-" + number),
            switch (cohort.placement()) {
              case SPREAD -> new NetworkGroup("10." + group / 256 + "." + group % 256 + ".0/24");
              case ONE_NETWORK -> new NetworkGroup("192.0.2.0/24");
              case ONE_ACCOUNT ->
                  new NetworkGroup("172." + number / 256 + "." + number % 256 + ".0/24");
            },
            zone,
            cohort.name(),
            cohort.behaviour(),
            book,
            random,
            2_000_000L + random.nextInt(18_000_000),
            10e6 + 30e6 * random.nextDouble());
    if (cohort.behaviour().isHonest() && setup.damagedDisks > 0) {
      joined.hasDamagedDisk = random.nextDouble() < setup.damagedDisks;
    }
    if (setup.wrongClocks > 0) {
      joined.hasWrongClock = random.nextDouble() < setup.wrongClocks;
    }
    participants.add(joined);
    (cohort.behaviour().isHonest() ? honest : hostile).add(joined);
    zone.members.add(joined);
    if (cohort.behaviour().claimsAll()) {
      joined.contents = -1L;
    } else {
      for (int i = 0; i < Participant.KEPT_CONTENTS / 2; i++) {
        keep(joined, drawContent());
      }
    }
    scheme.join(joined);
    if (cohort.behaviour().reads()) {
      planView(joined);
    }
    return joined;
  }

  private void leave(Participant participant) {
    participant.online = false;
    participant.zone().members.remove(participant);
    (participant.behaviour().isHonest() ? honest : hostile).remove(participant);
  }

  private void keep(Participant participant, int content) {
    if (participant.behaviour().claimsAll()) {
      return;
    }
    participant.contents |= 1L << content;
    while (Long.bitCount(participant.contents) > Participant.KEPT_CONTENTS) {
      int victim = random().nextInt(setup.contents);
      if (victim != content) {
        participant.contents &= ~(1L << victim);
      }
    }
  }

  /** By Zipf's law. */
  private int drawContent() {
    double at = random().nextDouble() * popularity[popularity.length - 1];
    for (int i = 0; i < popularity.length; i++) {
      if (at < popularity[i]) {
        return i;
      }
    }
    return popularity.length - 1;
  }

  private void partition(boolean on) {
    partitioned = on;
    for (Participant participant : participants) {
      participant.cutOff = on && random().nextDouble() < setup.partitionShare;
    }
  }

  private void trackerClockIsSet(Duration by) {
    trackerClockOffNanos += by.toNanos();
    scheme.clockIsSet();
  }

  private void minute() {
    for (Participant participant : List.copyOf(hostile)) {
      participant.behaviour().minute(this, participant);
    }
    for (Cohort cohort : setup.cohorts) {
      int arrivals = drawCount(cohort.arrivalsPerMinute());
      for (int i = 0; i < arrivals; i++) {
        join(cohort);
      }
    }
    int churned = drawCount(setup.churnPerHour * honest.size() / 60);
    for (int i = 0; i < churned; i++) {
      leave(honest.get(random().nextInt(honest.size())));
      join(Cohort.of(HONEST, 1, new Honest()));
    }
    scheme.minute();
    witnesses.forEach(witness -> witness.minute(this));
    timeline().after(MINUTE_NANOS, this::minute);
  }

  private int drawCount(double mean) {
    int whole = (int) mean;
    return whole + (random().nextDouble() < mean - whole ? 1 : 0);
  }

  // ---- reading ----

  private void planView(Participant client) {
    double wait = -Math.log(1 - random().nextDouble()) / setup.viewsPerMinute;
    client.zone().timeline().after((long) (wait * MINUTE_NANOS), () -> view(client));
  }

  private void view(Participant client) {
    if (!client.online) {
      return;
    }
    int content = drawContent();
    if (isTakenDown(content)) {
      planView(client);
      return;
    }
    List<Participant> offers = offers(client, content);
    readNext(client, content, offers, setup.chunksPerView);
  }

  private List<Participant> offers(Participant client, int content) {
    List<Participant> zone = client.zone().members;
    List<Participant> holders = new ArrayList<>(zone.size());
    for (Participant one : zone) {
      boolean asked = !setup.eclipsed || !one.behaviour().isHonest();
      if (one != client && one.has(content) && asked) {
        holders.add(one);
      }
    }
    List<Participant> offers = scheme.offers(client, holders, LIST_LENGTH);
    for (Witness witness : witnesses) {
      witness.offered(this, client, offers, LIST_LENGTH, holders);
    }
    return offers;
  }

  private void readNext(Participant client, int content, List<Participant> offers, int left) {
    if (left == 0 || isTakenDown(content)) {
      keep(client, content);
      planView(client);
      return;
    }
    new Read(this, client, content, offers, () -> readNext(client, content, offers, left - 1))
        .start();
  }

  void readEnded(Participant client, Read read, boolean complete, long nanos) {
    statistics.readEnded(complete, nanos);
    for (Witness witness : witnesses) {
      witness.readEnded(this, client, read.content, complete, nanos);
    }
  }

  void accepted(Participant server, int blocks, int right) {
    for (Witness witness : witnesses) {
      witness.blocksAccepted(this, server, blocks, right);
    }
  }

  void originSent(long bytes, Outcome outcome) {
    if (outcome instanceof Outcome.Delivered || bytes > 0) {
      statistics.originDelivered(minuteNow());
    }
  }

  void peerSent(
      Participant client, Participant server, Outcome outcome, @Nullable Observation observation) {
    switch (outcome) {
      case Outcome.Delivered _ -> statistics.peerDelivered(minuteNow(), server);
      case Outcome.Mismatch _ -> {
        statistics.peerWrong(minuteNow(), server);
        if (server.firstBadAtNanos < 0) {
          server.firstBadAtNanos = nowNanos();
        }
      }
      case Outcome.TooSlow _, Outcome.NotHere _, Outcome.Refused _, Outcome.Cancelled _ -> {}
    }
    if (observation != null) {
      if (client.unreported.isEmpty()) {
        timeline()
            .after(
                HEARTBEAT_NANOS,
                () -> {
                  for (Observation one : client.unreported) {
                    testify(client, one);
                  }
                  client.unreported.clear();
                });
      }
      client.unreported.add(observation);
    }
  }

  // ---- for behaviours and schemes ----

  /** A report reaches the tracker, which passes over what the denied say. */
  public void testify(Participant client, Observation observation) {
    if (client.removedAtNanos < 0 && client.online) {
      scheme.observe(client, observation);
    }
  }

  /** A verdict on {@code participant}; the deny list reaches everyone within a heartbeat. */
  public void judged(Participant participant, Verdict verdict) {
    if (!verdict.to().isOffered()) {
      if (participant.removedAtNanos < 0) {
        participant.removedAtNanos = nowNanos();
      }
      participant.deniedFromNanos =
          Math.min(participant.deniedFromNanos, nowNanos() + HEARTBEAT_NANOS);
      boolean whitewashes =
          setup.cohorts.stream()
              .anyMatch(cohort ->
                  cohort.name().equals(participant.cohort()) && cohort.arrivalsPerMinute() > 0);
      if (whitewashes) {
        leave(participant);
      }
    } else {
      participant.removedAtNanos = -1;
      participant.deniedFromNanos = Long.MAX_VALUE;
    }
    for (Witness witness : witnesses) {
      witness.verdict(this, participant, verdict);
    }
  }

  /** An audit of {@code participant} kept what it received under {@code id}. */
  public void keepEvidence(String id, Participant participant) {
    evidence.put(id, participant);
  }

  /** Whether {@code id} is what was received from {@code participant}. */
  public boolean isEvidenceAgainst(String id, Participant participant) {
    return evidence.get(id) == participant;
  }

  /** What an audit of {@code participant} meets; {@link Serving#SILENT} when it does not arrive. */
  public Serving audit(Participant participant) {
    statistics.audited();
    return network.reaches(participant)
        ? participant.behaviour().serve(this, participant, null)
        : Serving.SILENT;
  }

  /** Of the zone whose events are happening. */
  public RandomGenerator random() {
    return current.random();
  }

  /** Of the zone whose events are happening. */
  public Timeline timeline() {
    return current.timeline();
  }

  public long nowNanos() {
    return timeline().nowNanos();
  }

  /** What the tracker's clock says, which may be set: nanoseconds since the beginning. */
  public long trackerClockNanos() {
    return nowNanos() + trackerClockOffNanos;
  }

  /** How far the tracker's clock was set, forwards. */
  public long trackerClockOffNanos() {
    return trackerClockOffNanos;
  }

  /** Minutes since the beginning. */
  public int minuteNow() {
    return (int) (nowNanos() / MINUTE_NANOS);
  }

  /** Everyone who ever joined, in the order of joining. */
  public List<Participant> participants() {
    return Collections.unmodifiableList(participants);
  }

  /** The honest who are there. */
  public List<Participant> honest() {
    return Collections.unmodifiableList(honest);
  }

  /** The hostile who are there, removed ones included. */
  public List<Participant> hostile() {
    return Collections.unmodifiableList(hostile);
  }

  public Statistics statistics() {
    return statistics;
  }

  public TrustScheme scheme() {
    return scheme;
  }

  public Setup setup() {
    return setup;
  }

  Network network() {
    return network;
  }

  SourcePlanner planner() {
    return planner;
  }

  boolean isPartitioned() {
    return partitioned;
  }

  /** Whether the origin refuses everything now. */
  public boolean originIsDown() {
    long now = nowNanos();
    return now >= setup.outageFrom.toNanos()
        && now < setup.outageFrom.plus(setup.outageFor).toNanos();
  }

  /** Whether the origin refused at any time from {@code nanos} on. */
  public boolean originWasDownSince(long nanos) {
    return setup.outageFor.isPositive()
        && nanos < setup.outageFrom.plus(setup.outageFor).toNanos()
        && nowNanos() >= setup.outageFrom.toNanos();
  }

  /** Whether everyone has heard that {@code content} is taken down. */
  boolean isTakenDown(int content) {
    return nowNanos() >= setup.takedownAt.toNanos() + HEARTBEAT_NANOS
        && takedowns.size() > 0
        && takedowns.against(rootOf(content)).isPresent();
  }

  private static ContentRoot rootOf(int content) {
    return new ContentRoot(Sha256Hash.hash(new byte[] {(byte) content}));
  }

  private static TakedownList takedowns(Setup setup) {
    return new TakedownList(
        1,
        Instant.EPOCH.plus(setup.takedownAt),
        setup.takenDownContent < 0
            ? List.of()
            : List.of(
                TakedownList.Entry.ofRoot(
                    "case-1", "court-order", rootOf(setup.takenDownContent))));
  }
}
