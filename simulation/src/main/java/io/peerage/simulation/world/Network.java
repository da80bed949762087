package io.peerage.simulation.world;

import io.peerage.agent.swarm.Source;
import io.peerage.agent.swarm.SourcePlanner.Decision;
import io.peerage.simulation.world.Attempt.Ending;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a request: latency, bandwidth that an agent's uploads share, loss, partitions,
 * and what the server does with it.
 */
final class Network {
  /** Uploads that an agent serves at once; more are refused. */
  static final int UPLOAD_SLOTS = 16;

  private static final long ORIGIN_LATENCY_NANOS = 60_000_000L;
  private static final double ORIGIN_BYTES_PER_SECOND = 20e6;

  private final World world;

  Network(World world) {
    this.world = world;
  }

  /** A request begins; {@code server} is null for the origin. */
  Attempt attempt(
      Participant client,
      @Nullable Participant server,
      Decision.Ask ask,
      int from,
      long now,
      int content) {
    int wanted = World.BLOCKS_PER_CHUNK - from;
    if (server == null) {
      long first = now + jittered(ORIGIN_LATENCY_NANOS);
      boolean down = world.originIsDown();
      return new Attempt(
          null,
          Source.ORIGIN,
          now,
          ask.firstBlockNanos(),
          from,
          first,
          gap(ORIGIN_BYTES_PER_SECOND),
          down ? 0 : wanted,
          down ? Ending.REFUSED : Ending.WHOLE);
    }
    long first = now + jittered(client.latencyNanos + server.latencyNanos);
    long gap = gap(server.bytesPerSecond / (1 + server.uploads));
    Serving serving = serving(client, server, content);
    int blocks =
        switch (serving) {
          case Serving.Whole _, Serving.Drip _ -> wanted;
          case Serving.WrongAfter wrong -> Math.min(wrong.blocks(), wanted - 1);
          case Serving.Stall stall -> Math.min(stall.blocks(), wanted - 1);
          case Serving.Refuse _, Serving.Missing _ -> 0;
        };
    Ending ending =
        switch (serving) {
          case Serving.Whole _, Serving.Drip _ -> Ending.WHOLE;
          case Serving.WrongAfter _ -> Ending.WRONG;
          case Serving.Stall _ -> Ending.SILENT;
          case Serving.Refuse _ -> Ending.REFUSED;
          case Serving.Missing _ -> Ending.MISSING;
        };
    return new Attempt(
        server,
        server.source,
        now,
        ask.firstBlockNanos(),
        from,
        first,
        serving instanceof Serving.Drip drip ? drip.gapNanos() : gap,
        blocks,
        ending);
  }

  private Serving serving(Participant client, Participant server, int content) {
    if (!server.online || isLost(client, server)) {
      return Serving.SILENT;
    }
    if (client.hasWrongClock || server.hasWrongClock) {
      return Serving.REFUSE;
    }
    if (server.hasDamagedDisk && world.random().nextDouble() < world.setup().damage) {
      return Serving.MISSING;
    }
    if (world.isTakenDown(content) && server.behaviour().isHonest()) {
      return Serving.MISSING;
    }
    if (server.uploads >= UPLOAD_SLOTS) {
      return Serving.REFUSE;
    }
    if (server.behaviour().isHonest() && world.originIsDown() && world.random().nextInt(2) == 0) {
      // It does not have it after all, and cannot get it.
      return world.random().nextInt(2) == 0 ? Serving.SILENT : Serving.REFUSE;
    }
    return server.behaviour().serve(world, server, client);
  }

  /** Whether an audit reaches the agent. */
  boolean reaches(Participant server) {
    return server.online
        && !server.cutOff
        && !server.hasWrongClock
        && world.random().nextDouble() >= world.setup().loss;
  }

  private boolean isLost(Participant client, Participant server) {
    return (world.isPartitioned() && client.cutOff != server.cutOff)
        || world.random().nextDouble() < world.setup().loss;
  }

  private long jittered(long nanos) {
    return (long) (nanos * (0.8 + 0.4 * world.random().nextDouble()));
  }

  private static long gap(double bytesPerSecond) {
    return Math.max(1, (long) (Attempt.BLOCK_BYTES / bytesPerSecond * 1e9));
  }
}
