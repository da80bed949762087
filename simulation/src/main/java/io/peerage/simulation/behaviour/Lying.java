package io.peerage.simulation.behaviour;

import io.peerage.protocol.message.Observation;
import io.peerage.simulation.world.Participant;
import io.peerage.simulation.world.Serving;
import io.peerage.simulation.world.World;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Serves like another, and each minute slanders honest agents and praises its accomplices.
 *
 * @param serving how it serves
 * @param slanders honest agents slandered a minute
 * @param praises accomplices praised a minute
 */
public record Lying(Behaviour serving, int slanders, int praises) implements Behaviour {
  @Override
  public Serving serve(World world, Participant self, @Nullable Participant client) {
    return serving.serve(world, self, client);
  }

  @Override
  public boolean claimsAll() {
    return serving.claimsAll();
  }

  @Override
  public void minute(World world, Participant self) {
    serving.minute(world, self);
    tell(world, self, world.honest(), slanders, 0, 3);
    tell(world, self, world.hostile(), praises, 3, 0);
  }

  private static void tell(
      World world, Participant self, List<Participant> of, int count, int good, int bad) {
    for (int i = 0; i < count && !of.isEmpty(); i++) {
      Participant other = of.get(world.random().nextInt(of.size()));
      if (other != self) {
        world.testify(self, new Observation(other.id(), good, good * 1000L, bad, 0, 0));
      }
    }
  }
}
