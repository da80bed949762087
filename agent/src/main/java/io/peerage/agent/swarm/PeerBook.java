package io.peerage.agent.swarm;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Observation;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What this agent knows of each peer by its own experience: how quick it is, how much it is busy
 * with for us, and until when it is to be avoided. One wrong byte is enough for a day; slowness and
 * refusals double a short pause each time. It asks nobody's leave. Thread-safe; at most {@value
 * #MAX_PEERS} peers.
 */
public final class PeerBook {
  private static final int MAX_PEERS = 10_000;
  private static final double NEWEST_WEIGHT = 0.3;
  private static final long GUESSED_FIRST_BLOCK_NANOS = 30_000_000L;
  private static final double GUESSED_BYTES_PER_SECOND = 20e6;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final int MAX_DOUBLINGS = 9;

  private final LongSupplier nanoClock;
  private final Duration avoidMismatch;
  private final Cache<AgentId, Peer> peers =
      Caffeine.newBuilder().maximumSize(MAX_PEERS).executor(Runnable::run).build();
  private final Ewma originFirstBlock = new Ewma(GUESSED_FIRST_BLOCK_NANOS);
  private final Ewma strangersWrong = new Ewma(0);

  /** An exponentially weighted mean. Guarded by its own monitor. */
  private static final class Ewma {
    private double value;

    Ewma(double start) {
      value = start;
    }

    synchronized void add(double sample) {
      value += NEWEST_WEIGHT * (sample - value);
    }

    synchronized double get() {
      return value;
    }
  }

  /** One peer. Plain fields are guarded by its monitor. */
  private static final class Peer {
    final Ewma firstBlockNanos = new Ewma(GUESSED_FIRST_BLOCK_NANOS);
    final Ewma bytesPerSecond = new Ewma(GUESSED_BYTES_PER_SECOND);
    int underWay;
    int failuresInRow;
    boolean tried;
    boolean good;
    boolean avoided;
    long avoidUntilNanos;
  }

  /**
   * @param nanoClock tells the time, from any origin
   * @param avoidMismatch for how long a peer is avoided after one wrong byte
   */
  public PeerBook(LongSupplier nanoClock, Duration avoidMismatch) {
    this.nanoClock = nanoClock;
    this.avoidMismatch = avoidMismatch;
  }

  /** Whether this agent should leave {@code peer} alone for now. */
  public boolean avoids(AgentId peer) {
    Peer known = peers.getIfPresent(peer);
    if (known == null) {
      return false;
    }
    synchronized (known) {
      return known.avoided && nanoClock.getAsLong() - known.avoidUntilNanos < 0;
    }
  }

  /** Whether the last that {@code peer} did for this agent was to deliver. */
  public boolean knowsGood(AgentId peer) {
    Peer known = peers.getIfPresent(peer);
    if (known == null) {
      return false;
    }
    synchronized (known) {
      return known.good;
    }
  }

  /** What one's own experience says of asking a peer. */
  enum Standing {
    /** The last that it did was to deliver. */
    GOOD,
    STRANGER,
    /** It is to be left alone for now. */
    AVOIDED
  }

  /** What {@link #avoids} and {@link #knowsGood} say of {@code peer}, found in one look. */
  Standing standing(AgentId peer) {
    Peer known = peers.getIfPresent(peer);
    if (known == null) {
      return Standing.STRANGER;
    }
    synchronized (known) {
      if (known.avoided && nanoClock.getAsLong() - known.avoidUntilNanos < 0) {
        return Standing.AVOIDED;
      }
      return known.good ? Standing.GOOD : Standing.STRANGER;
    }
  }

  /** How long {@code peer} is expected to take to its first block. */
  public long expectedFirstBlockNanos(AgentId peer) {
    Peer known = peers.getIfPresent(peer);
    return known == null ? GUESSED_FIRST_BLOCK_NANOS : (long) known.firstBlockNanos.get();
  }

  /** The share of strangers that sent wrong bytes at their first trial, of late. */
  public double strangersWrong() {
    return strangersWrong.get();
  }

  /** How long the origin is expected to take to its first block. */
  public long expectedOriginFirstBlockNanos() {
    return (long) originFirstBlock.get();
  }

  /** How long {@code peer} is expected to take for {@code bytes}, what it is busy with included. */
  public double expectedNanos(AgentId peer, int bytes) {
    Peer known = peers.getIfPresent(peer);
    if (known == null) {
      return GUESSED_FIRST_BLOCK_NANOS + bytes / GUESSED_BYTES_PER_SECOND * 1e9;
    }
    int queue;
    synchronized (known) {
      queue = known.underWay;
    }
    return known.firstBlockNanos.get() + (1 + queue) * (bytes / known.bytesPerSecond.get() * 1e9);
  }

  /** A request to {@code peer} begins; {@link #ended} follows. */
  public void begun(AgentId peer) {
    Peer known = peers.get(peer, _ -> new Peer());
    synchronized (known) {
      known.underWay++;
    }
  }

  /** The origin delivered its first block after this time. */
  public void originDelivered(long firstBlockNanos) {
    originFirstBlock.add((double) firstBlockNanos);
  }

  /**
   * A request to {@code peer} ended.
   *
   * @return what to tell the tracker of it, if anything
   */
  public Optional<Observation> ended(AgentId peer, long bytes, Outcome outcome) {
    Peer known = peers.get(peer, _ -> new Peer());
    boolean sent = outcome instanceof Outcome.Delivered || outcome instanceof Outcome.Mismatch;
    boolean first;
    synchronized (known) {
      first = sent && !known.tried;
      known.tried |= sent;
      known.underWay = Math.max(0, known.underWay - 1);
      switch (outcome) {
        case Outcome.Delivered delivered -> {
          known.failuresInRow = 0;
          known.good = true;
          known.firstBlockNanos.add((double) delivered.firstBlockNanos());
          known.bytesPerSecond.add(delivered.bytes() / Math.max(1e-6, delivered.nanos() / 1e9));
        }
        case Outcome.Mismatch _ -> avoid(known, avoidMismatch);
        case Outcome.TooSlow _ -> pause(known, Duration.ZERO);
        case Outcome.Refused refused -> pause(known, Duration.ofMillis(refused.retryAfterMillis()));
        case Outcome.NotHere _, Outcome.Cancelled _ -> {}
      }
    }
    if (first) {
      strangersWrong.add(outcome instanceof Outcome.Mismatch ? 1 : 0);
    }
    return switch (outcome) {
      case Outcome.Delivered _ -> Optional.of(new Observation(peer, 1, bytes, 0, 0, 0));
      case Outcome.Mismatch _ -> Optional.of(new Observation(peer, 0, bytes, 1, 0, 0));
      case Outcome.TooSlow _ -> Optional.of(new Observation(peer, 0, bytes, 0, 1, 0));
      case Outcome.Refused _ -> Optional.of(new Observation(peer, 0, bytes, 0, 0, 1));
      case Outcome.NotHere _, Outcome.Cancelled _ ->
          bytes > 0 ? Optional.of(new Observation(peer, 0, bytes, 0, 0, 0)) : Optional.empty();
    };
  }

  private void pause(Peer peer, Duration atLeast) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(peer.failuresInRow, MAX_DOUBLINGS));
    peer.failuresInRow++;
    avoid(peer, pause.compareTo(atLeast) > 0 ? pause : atLeast);
  }

  private void avoid(Peer peer, Duration duration) {
    peer.good = false;
    long until = nanoClock.getAsLong() + duration.toNanos();
    if (!peer.avoided || until - peer.avoidUntilNanos > 0) {
      peer.avoided = true;
      peer.avoidUntilNanos = until;
    }
  }
}
