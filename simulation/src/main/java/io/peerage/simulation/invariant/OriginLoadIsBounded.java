package io.peerage.simulation.invariant;

import io.peerage.simulation.world.World;

/** The origin never sends more than it would if there were no peers at all. */
final class OriginLoadIsBounded extends Invariant {
  /** Reads that are under way have not been counted yet. */
  private static final int UNDER_WAY = 1000;

  @Override
  public void minute(World world) {
    long origin = world.statistics().originFetches();
    long reads = world.statistics().reads();
    if (origin > reads + UNDER_WAY) {
      breakAt(world, "the origin sent %d chunks for %d reads".formatted(origin, reads));
    }
  }
}
