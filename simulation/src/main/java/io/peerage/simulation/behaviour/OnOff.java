package io.peerage.simulation.behaviour;

import io.peerage.simulation.world.Participant;
import io.peerage.simulation.world.Serving;
import io.peerage.simulation.world.World;
import org.jspecify.annotations.Nullable;

/**
 * Good for a while, then bad for a while, and so on. A traitor is one whose first phase is long.
 *
 * @param goodNanos how long each good phase is; the first begins with the run
 * @param badNanos how long each bad phase is
 * @param bad what it does in a bad phase
 */
public record OnOff(long goodNanos, long badNanos, Behaviour bad) implements Behaviour {
  @Override
  public Serving serve(World world, Participant self, @Nullable Participant client) {
    return world.nowNanos() % (goodNanos + badNanos) < goodNanos
        ? Serving.WHOLE
        : bad.serve(world, self, client);
  }
}
