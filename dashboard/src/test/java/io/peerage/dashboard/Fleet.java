package io.peerage.dashboard;

import static org.awaitility.Awaitility.await;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.message.Observation;
import io.peerage.protocol.message.Traffic;
import io.peerage.runtime.http.RefusedException;
import io.peerage.runtime.lifecycle.PeriodicTask;
import io.peerage.testing.SeededContent;
import io.peerage.tracker.AccountingActs;
import io.peerage.tracker.Behaviour;
import io.peerage.tracker.FakeAgent;
import io.peerage.tracker.TestTracker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A tracker and the fleet it serves, with an hour behind them: the tracker's clock begins in the
 * past and is moved on while the agents announce and report, so that every number that the
 * dashboard shows came in through the protocol. At the end the clock is right, and runs.
 */
final class Fleet implements AutoCloseable {
  private static final Duration PAST = Duration.ofMinutes(64);

  /** Since when one is away and another is new. */
  private static final Duration LATELY = Duration.ofMinutes(9);

  private static final Duration STEP = Duration.ofSeconds(10);

  /** Each agent speaks in every third step, not all in the same. */
  private static final int SPEAKS_EVERY = 3;

  private static final int STEPS_BEFORE_THE_BAD = 200;
  private static final String[] SETTINGS = {
    "heartbeat=30s",
    "swarm.forgetAfter=2h",
    "trust.round=1s",
    "certificateLifetime=24h",
    "agents.requestsPerSecond=10000",
    "audit.interval=3m",
    "audit.quarantineInterval=30s",
    "bans.trustedGood=2",
    "bans.trustedLowerBound=0.4",
    "bans.trustedClientGroups=1",
    "bans.cleanAuditsToLeave=10000"
  };
  private static final String[] ZONES = {"fra-1", "fra-1", "fra-2", "ams-1", "ams-1", "lon-1"};

  private final MovableClock clock;
  private final Instant start;
  private final TestTracker tracker;
  private final SplittableRandom random = new SplittableRandom(7);
  private final SeededContent film = SeededContent.of(1, 9_000_000);
  private final SeededContent trailer = SeededContent.of(2, 400_000);
  private final List<FakeAgent> workers = new ArrayList<>();
  private final List<FakeAgent> closed = new ArrayList<>();

  private @Nullable FakeAgent adapter;

  /** Has few clients, however long it takes until it is banned. */
  private @Nullable FakeAgent quiet;

  private int step;
  private long originSent;
  private @Nullable PeriodicTask life;
  private @Nullable AgentId banned;
  private @Nullable AgentId quarantined;

  /** The system's clock, set back. */
  private static final class MovableClock implements InstantSource {
    private final AtomicLong behindMillis;

    MovableClock(Duration behind) {
      this.behindMillis = new AtomicLong(behind.toMillis());
    }

    /** Moves on to {@code time}, or to the present if that is earlier. */
    void moveTo(Instant time) {
      long behind = Math.max(0, Duration.between(time, Instant.now()).toMillis());
      behindMillis.updateAndGet(before -> Math.min(before, behind));
    }

    Duration behind() {
      return Duration.ofMillis(behindMillis.get());
    }

    @Override
    public Instant instant() {
      return Instant.now().minusMillis(behindMillis.get());
    }
  }

  private Fleet(Path folder, MovableClock clock) throws IOException {
    this.clock = clock;
    this.start = clock.instant();
    this.tracker = TestTracker.start(folder, clock, SETTINGS);
  }

  /** A tracker that nobody has come to yet. */
  static Fleet none(Path folder) throws IOException {
    return new Fleet(folder, new MovableClock(Duration.ZERO));
  }

  /** Six agents at work, a newcomer, one that went away, one in quarantine and one banned. */
  static Fleet withAPast(Path folder) throws IOException {
    // Three seconds after a step of the tracker's series began, and so at each later step.
    long pastMillis = Instant.now().minus(PAST).toEpochMilli();
    Instant start = Instant.ofEpochMilli(pastMillis - pastMillis % STEP.toMillis()).plusSeconds(3);
    Fleet fleet = new Fleet(folder, new MovableClock(Duration.between(start, Instant.now())));
    fleet.grow();
    return fleet;
  }

  private void grow() throws IOException {
    this.adapter =
        FakeAgent.enrol(tracker.token(Role.ORIGIN_ADAPTER, "acme"), Behaviour.HONEST, "", clock);
    for (String zone : ZONES) {
      join(Behaviour.HONEST, zone).with(film, trailer);
    }
    FakeAgent leaver = join(Behaviour.HONEST, "lon-1").with(trailer);
    while (step < STEPS_BEFORE_THE_BAD) {
      live();
    }
    FakeAgent liar = join(Behaviour.CORRUPTS_A_BLOCK, "ams-1").with(film, trailer);
    quiet = liar;
    FakeAgent mended = join(Behaviour.SENDS_WRONG_PROOF, "fra-2").with(trailer).mendingAfter(1);
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          live();
          return tracker.stateOf(liar).equals("BANNED")
              && tracker.stateOf(mended).equals("QUARANTINE");
        });
    leave(liar);
    while (clock.behind().compareTo(LATELY) > 0) {
      live();
    }
    leave(leaver);
    join(Behaviour.HONEST, "fra-2");
    while (clock.behind().compareTo(STEP) > 0) {
      live();
    }
    clock.moveTo(Instant.now());
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> tracker.get("/api/v1/overview").get("agentsOnline").asInt() == workers.size());
    this.life = PeriodicTask.start("fleet", Duration.ofMillis(200), this::goOn);
    this.banned = liar.id();
    this.quarantined = mended.id();
  }

  /** What one got from another, by the receipts of both, and from the origin, by its adapter. */
  private void account(FakeAgent adapter) throws IOException {
    Traffic all = traffic(1);
    int others = 1 + step / ZONES.length % (ZONES.length - 1);
    FakeAgent client = workers.get(step % ZONES.length);
    FakeAgent server = workers.get((step + others) % ZONES.length);
    AccountingActs.exchange(client, server, film.hashed().root(), all.peerBytes());
    originSent += all.originBytes();
    AccountingActs.originSent(adapter, originSent);
  }

  private void leave(FakeAgent agent) {
    workers.remove(agent);
    closed.add(agent);
  }

  /** A new agent, which works on from now on. */
  FakeAgent join(Behaviour behaviour, String zone) throws IOException {
    FakeAgent agent = FakeAgent.enrol(tracker.token(Role.AGENT, "acme"), behaviour, zone, clock);
    workers.add(agent);
    return agent;
  }

  private void goOn() {
    try {
      if (clock.instant().isAfter(start.plus(STEP.multipliedBy(step + 1L)))) {
        live();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One step of everyone's life. */
  private void live() throws IOException {
    step++;
    clock.moveTo(start.plus(STEP.multipliedBy(step)));
    List<FakeAgent> speakers = new ArrayList<>();
    for (int i = 0; i < workers.size(); i++) {
      FakeAgent agent = workers.get(i);
      if ((step + i) % SPEAKS_EVERY == 0) {
        agent.announce();
        speakers.add(agent);
      }
    }
    if (adapter != null && step > 2 * SPEAKS_EVERY) {
      account(adapter);
    }
    int busy = (int) speakers.stream().filter(agent -> agent != quiet).count();
    for (FakeAgent agent : speakers) {
      FakeAgent server = workers.get((workers.indexOf(agent) + 1) % ZONES.length);
      try {
        int parts = agent == quiet ? 1000 : busy;
        agent.report(traffic(parts), new Observation(server.id(), 3, 3_000_000, 0, 0, 0));
      } catch (RefusedException e) {
        // Only those who are banned are refused, and that is what some are here for.
        if (e.status() != 403) {
          throw e;
        }
      }
    }
  }

  /**
   * One of {@code parts} of a step's traffic, as of a film that more and more people watch, so that
   * the swarm takes over from the origin.
   */
  private Traffic traffic(int parts) {
    double spread = 1 - Math.exp(-step / 70.0);
    double crowd = 1 + 0.9 * spread + 0.35 * Math.sin(step / 19.0);
    double demand = 62e6 * crowd * (0.95 + 0.1 * random.nextDouble());
    long client = (long) (demand / parts);
    double originPart = 0.05 + 0.75 * Math.exp(-step / 45.0);
    double peerPart = (1 - originPart) * (0.62 - 0.3 * spread);
    long origin = (long) (client * originPart);
    long peers = (long) (client * peerPart);
    return new Traffic(
        client, client - origin - peers, peers, origin, peers, Math.max(1, client / 2_400_000));
  }

  TestTracker tracker() {
    return tracker;
  }

  /** The dashboard's address, which signs in. */
  String signedIn() throws IOException {
    return tracker.admin("/") + "#token=" + tracker.adminToken();
  }

  AgentId banned() {
    return Objects.requireNonNull(banned);
  }

  AgentId quarantined() {
    return Objects.requireNonNull(quarantined);
  }

  /** One of those at work. */
  AgentId worker() {
    return workers.getFirst().id();
  }

  int size() {
    return workers.size() + closed.size();
  }

  @Override
  public void close() {
    if (life != null) {
      life.close();
    }
    workers.forEach(FakeAgent::close);
    closed.forEach(FakeAgent::close);
    if (adapter != null) {
      adapter.close();
    }
    tracker.close();
  }
}
