package io.peerage.simulation.behaviour;

import io.peerage.simulation.world.Participant;
import io.peerage.simulation.world.Serving;
import io.peerage.simulation.world.World;
import org.jspecify.annotations.Nullable;

/**
 * Knows a share of the audits when they come, and serves those as it should. No auditor is so easy
 * to know; this asks what would be left if one were.
 *
 * @param share of the audits that it knows, 0 to 1
 * @param others what it does with all other requests
 */
public record AuditRecognising(double share, Behaviour others) implements Behaviour {
  @Override
  public Serving serve(World world, Participant self, @Nullable Participant client) {
    return client == null && world.random().nextDouble() < share
        ? Serving.WHOLE
        : others.serve(world, self, client);
  }
}
