package io.peerage.simulation.invariant;

import io.peerage.protocol.message.AgentState;
import io.peerage.simulation.world.Participant;
import io.peerage.simulation.world.World;
import io.peerage.tracker.bans.Verdict;

/** Every quarantine and every ban rests on evidence, and each piece is against that very agent. */
final class BansCarryEvidence extends Invariant {
  @Override
  public void verdict(World world, Participant participant, Verdict verdict) {
    if (verdict.to().isOffered() || verdict.from() == AgentState.BANNED) {
      return;
    }
    if (verdict.evidence().isEmpty()) {
      breakAt(world, participant + " is in " + verdict.to() + " without evidence");
    }
    for (String id : verdict.evidence()) {
      if (!world.isEvidenceAgainst(id, participant)) {
        breakAt(world, id + " is not against " + participant);
      }
    }
  }
}
