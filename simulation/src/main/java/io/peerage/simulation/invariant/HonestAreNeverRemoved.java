package io.peerage.simulation.invariant;

import io.peerage.simulation.world.Participant;
import io.peerage.simulation.world.World;
import io.peerage.tracker.bans.Verdict;

/** No honest agent is ever quarantined or banned, whatever is said of it. */
final class HonestAreNeverRemoved extends Invariant {
  @Override
  public void verdict(World world, Participant participant, Verdict verdict) {
    if (participant.behaviour().isHonest() && !verdict.to().isOffered()) {
      breakAt(world, participant + " is in " + verdict.to() + ": " + verdict.reason());
    }
  }
}
