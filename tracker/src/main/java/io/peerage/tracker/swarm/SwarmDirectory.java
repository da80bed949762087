package io.peerage.tracker.swarm;

import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.AnnounceRequest;
import io.peerage.protocol.message.Holding;
import io.peerage.tracker.events.EventLog;
import io.peerage.tracker.events.EventType;
import io.peerage.tracker.identity.Caller;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The swarm's directory. An index from content and zone to holders answers who has what, nearest
 * first; each agent's own map takes its holdings back when it goes. Cost of an announce: constant
 * per holding. Memory is bounded by {@link SwarmParameters}; agents are as many as are enrolled.
 * Thread-safe.
 */
public final class SwarmDirectory {
  private final SwarmParameters parameters;
  private final Duration offlineAfter;
  private final InstantSource clock;
  private final EventLog events;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  // Under lock.
  private final Map<AgentId, Member> members = new HashMap<>();
  private final Map<ContentRoot, Map<String, Bucket>> index = new HashMap<>();
  private final Map<String, Map<AgentId, Member>> zones = new HashMap<>();
  private int holdings;
  private long passedOver;
  private final AtomicLong revision = new AtomicLong();

  public SwarmDirectory(
      SwarmParameters parameters, Duration heartbeat, InstantSource clock, EventLog events) {
    this.parameters = parameters;
    this.offlineAfter = heartbeat.multipliedBy(parameters.missedHeartbeats());
    this.clock = clock;
    this.events = events;
  }

  /**
   * Takes an announce in.
   *
   * @return whether the agent must say everything again, because this one does not follow the last
   */
  public boolean announce(Caller caller, AnnounceRequest request) {
    lock.writeLock().lock();
    try {
      Instant now = clock.instant();
      Member member = members.get(caller.id());
      if (member == null) {
        member = new Member(caller, request, now);
        members.put(caller.id(), member);
        enterZone(member);
        events.add(EventType.AGENT_ONLINE, caller.id(), "online in zone " + request.zone());
      } else {
        member.agent = caller;
        member.lastSeen = now;
        if (!member.online && !request.saysGoodbye()) {
          member.online = true;
          revision.incrementAndGet();
          events.add(EventType.AGENT_ONLINE, caller.id(), "back online in zone " + request.zone());
        }
      }
      if (member.isLate(request)) {
        return true;
      }
      if (request.full()) {
        dropHoldings(member);
      }
      move(member, request);
      boolean complete = member.follow(request);
      for (Holding holding : request.holdings()) {
        take(member, holding);
      }
      if (member.online && request.saysGoodbye()) {
        goOffline(member, "says goodbye");
      }
      return !complete;
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void goOffline(Member member, String why) {
    member.online = false;
    revision.incrementAndGet();
    events.add(EventType.AGENT_OFFLINE, member.agent.id(), why);
  }

  private void enterZone(Member member) {
    zones.computeIfAbsent(member.zone, _ -> new HashMap<>()).put(member.agent.id(), member);
    revision.incrementAndGet();
  }

  private void leaveZone(Member member) {
    Map<AgentId, Member> zone = Objects.requireNonNull(zones.get(member.zone));
    zone.remove(member.agent.id());
    if (zone.isEmpty()) {
      zones.remove(member.zone);
    }
    revision.incrementAndGet();
  }

  private void move(Member member, AnnounceRequest request) {
    member.capacity = request.capacity();
    member.takedownVersion = request.takedownVersion();
    if (!request.endpoint().equals(member.endpoint)) {
      member.endpoint = request.endpoint();
      revision.incrementAndGet();
    }
    if (!request.zone().equals(member.zone)) {
      leaveZone(member);
      member.zone = request.zone();
      enterZone(member);
      for (Held held : member.holdings.values()) {
        leaveBucket(held);
        bucket(held.bucket.root, member.zone).add(held);
      }
    }
  }

  private void take(Member member, Holding holding) {
    Held known = member.holdings.get(holding.root());
    if (known != null) {
      member.chunks -= known.chunks.count();
    }
    if (holding.chunks().isEmpty()) {
      if (known != null) {
        member.holdings.remove(holding.root());
        leaveBucket(known);
        holdings--;
      }
      return;
    }
    if (known == null) {
      if (member.holdings.size() >= parameters.maxHoldingsPerAgent()
          || holdings >= parameters.maxHoldings()) {
        passedOver++;
        return;
      }
      Bucket bucket = bucket(holding.root(), member.zone);
      known = new Held(member, bucket, holding.length(), holding.chunks());
      bucket.add(known);
      member.holdings.put(bucket.root, known);
      holdings++;
    }
    known.length = holding.length();
    known.chunks = holding.chunks();
    member.chunks += known.chunks.count();
  }

  private Bucket bucket(ContentRoot root, String zone) {
    return index
        .computeIfAbsent(root, _ -> new HashMap<>(2))
        .computeIfAbsent(zone, _ -> new Bucket(root, zone));
  }

  private void leaveBucket(Held held) {
    Bucket bucket = held.bucket;
    bucket.remove(held);
    if (bucket.isEmpty()) {
      Map<String, Bucket> byZone = Objects.requireNonNull(index.get(bucket.root));
      byZone.remove(bucket.zone);
      if (byZone.isEmpty()) {
        index.remove(bucket.root);
      }
    }
  }

  private void dropHoldings(Member member) {
    member.holdings.values().forEach(this::leaveBucket);
    holdings -= member.holdings.size();
    member.holdings.clear();
    member.chunks = 0;
  }

  /** Forgets an agent at once, as one that was banned. */
  public void remove(AgentId agent) {
    lock.writeLock().lock();
    try {
      Member member = members.remove(agent);
      if (member != null) {
        dropHoldings(member);
        leaveZone(member);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Finds those who have missed their heartbeats. Called every second or so. */
  public void sweep() {
    lock.writeLock().lock();
    try {
      Instant now = clock.instant();
      for (Iterator<Member> all = members.values().iterator(); all.hasNext(); ) {
        Member member = all.next();
        Duration silence = Duration.between(member.lastSeen, now);
        if (member.online && silence.compareTo(offlineAfter) > 0) {
          goOffline(member, "not heard of for " + silence.toSeconds() + " s");
        }
        if (!member.online && silence.compareTo(parameters.forgetAfter().duration()) > 0) {
          all.remove();
          dropHoldings(member);
          leaveZone(member);
        }
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** What is known of {@code agent}, if it announced itself lately. */
  public Optional<Presence> presence(AgentId agent) {
    lock.readLock().lock();
    try {
      return Optional.ofNullable(members.get(agent)).map(SwarmDirectory::presence);
    } finally {
      lock.readLock().unlock();
    }
  }

  private static Presence presence(Member member) {
    return new Presence(
        member.agent,
        member.zone,
        member.endpoint,
        member.capacity,
        member.lastSeen,
        member.online,
        member.holdings.size(),
        member.chunks,
        member.takedownVersion);
  }

  /** Everyone who is online. */
  public List<Presence> online() {
    lock.readLock().lock();
    try {
      return members.values().stream()
          .filter(member -> member.online)
          .map(SwarmDirectory::presence)
          .toList();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Everyone who is online in {@code zone}. */
  public List<Presence> onlineIn(String zone) {
    lock.readLock().lock();
    try {
      return zones.getOrDefault(zone, Map.of()).values().stream()
          .filter(member -> member.online)
          .map(SwarmDirectory::presence)
          .toList();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Changes whenever someone comes, goes or moves: what was computed from that is then stale. */
  public long revision() {
    return revision.get();
  }

  /**
   * At most {@code max} agents that are online and have chunks of {@code root}: those of {@code
   * zone} first, from a random place on where there are more.
   *
   * @param eligible who may be among them; it must be quick
   */
  public List<Holder> holders(
      ContentRoot root, String zone, int max, Predicate<AgentId> eligible, RandomGenerator random) {
    lock.readLock().lock();
    try {
      Map<String, Bucket> byZone = index.getOrDefault(root, Map.of());
      List<Holder> holders = new ArrayList<>();
      Bucket own = byZone.get(zone);
      if (own != null) {
        own.collect(holders, max, eligible, random);
      }
      for (Bucket other : byZone.values()) {
        if (other != own && holders.size() < max) {
          other.collect(holders, max, eligible, random);
        }
      }
      return holders;
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * A chunk that {@code agent} announced, each as likely as any other; nothing when it has none.
   */
  public Optional<AnnouncedChunk> randomChunk(AgentId agent, RandomGenerator random) {
    lock.readLock().lock();
    try {
      Member member = members.get(agent);
      if (member == null || member.chunks == 0) {
        return Optional.empty();
      }
      long skip = random.nextLong(member.chunks);
      for (Held held : member.holdings.values()) {
        int count = held.chunks.count();
        if (skip < count) {
          int chunk = held.chunks.toBitSet().stream().skip(skip).findFirst().orElseThrow();
          return Optional.of(
              new AnnouncedChunk(
                  member.endpoint, new ChunkId(held.bucket.root, chunk), held.length));
        }
        skip -= count;
      }
      throw new IllegalStateException("the chunks of " + agent + " were counted wrong");
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Contents of all agents together. */
  public int holdings() {
    lock.readLock().lock();
    try {
      return holdings;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** How many announced contents were passed over for want of room, since the start. */
  public long passedOver() {
    lock.readLock().lock();
    try {
      return passedOver;
    } finally {
      lock.readLock().unlock();
    }
  }
}
