package io.peerage.simulation.behaviour;

import io.peerage.simulation.world.Participant;
import io.peerage.simulation.world.Serving;
import io.peerage.simulation.world.World;
import org.jspecify.annotations.Nullable;

/** Serves well, and is hostile all the same: for those whose harm is in what they say. */
public final class Posing implements Behaviour {
  @Override
  public Serving serve(World world, Participant self, @Nullable Participant client) {
    return Serving.WHOLE;
  }
}
