package io.peerage.simulation.invariant;

import io.peerage.agent.swarm.SwarmConfig;
import io.peerage.simulation.world.Participant;
import io.peerage.simulation.world.World;
import java.time.Duration;

/**
 * Every read of a chunk ends, well or not, within the swarm's budget after it last got a block; and
 * well, unless the origin is down.
 */
final class ReadsEndWithinBudget extends Invariant {
  private final Duration budget = SwarmConfig.DEFAULTS.budget().duration();

  @Override
  public void readEnded(
      World world, Participant client, int content, boolean complete, long nanos) {
    if (nanos > budget.toNanos() + 1_000_000_000L) {
      breakAt(world, client + " waited " + Duration.ofNanos(nanos));
    }
    if (!complete && !world.originWasDownSince(world.nowNanos() - nanos)) {
      breakAt(world, client + " did not get a chunk though the origin was there");
    }
  }
}
