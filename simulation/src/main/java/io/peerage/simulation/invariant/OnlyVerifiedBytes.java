package io.peerage.simulation.invariant;

import io.peerage.simulation.world.Participant;
import io.peerage.simulation.world.World;

/** No block is accepted that differs from the content's. */
final class OnlyVerifiedBytes extends Invariant {
  @Override
  public void blocksAccepted(World world, Participant server, int accepted, int right) {
    if (accepted > right) {
      breakAt(world, "%d blocks of %s, of which %d were right".formatted(accepted, server, right));
    }
  }
}
