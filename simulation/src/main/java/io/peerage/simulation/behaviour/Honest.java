package io.peerage.simulation.behaviour;

import io.peerage.simulation.world.Participant;
import io.peerage.simulation.world.Serving;
import io.peerage.simulation.world.World;
import org.jspecify.annotations.Nullable;

/** Serves what it is asked for, and reports what it saw. */
public final class Honest implements Behaviour {
  @Override
  public boolean isHonest() {
    return true;
  }

  @Override
  public Serving serve(World world, Participant self, @Nullable Participant client) {
    return Serving.WHOLE;
  }
}
