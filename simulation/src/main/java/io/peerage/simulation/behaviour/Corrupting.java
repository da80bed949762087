package io.peerage.simulation.behaviour;

import io.peerage.simulation.world.Participant;
import io.peerage.simulation.world.Serving;
import io.peerage.simulation.world.World;
import org.jspecify.annotations.Nullable;

/**
 * Sends wrong blocks in a share of its transfers, to audits like to anyone.
 *
 * @param share 1 for all, less for camouflage
 */
public record Corrupting(double share) implements Behaviour {
  @Override
  public Serving serve(World world, Participant self, @Nullable Participant client) {
    return world.random().nextDouble() < share
        ? new Serving.WrongAfter(world.random().nextInt(World.BLOCKS_PER_CHUNK))
        : Serving.WHOLE;
  }
}
