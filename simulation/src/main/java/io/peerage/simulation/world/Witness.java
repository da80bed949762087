package io.peerage.simulation.world;

import io.peerage.tracker.bans.Verdict;
import java.util.List;

/** Sees all that happens in a world: invariants, and whoever measures more than the statistics. */
public interface Witness {
  /** A read ended after {@code nanos}. */
  default void readEnded(
      World world, Participant client, int content, boolean complete, long nanos) {}

  /** Blocks of a peer were accepted: {@code right} of them were right. */
  default void blocksAccepted(World world, Participant server, int accepted, int right) {}

  /** A state changed. */
  default void verdict(World world, Participant participant, Verdict verdict) {}

  /**
   * A client was offered {@code offers}, when it asked for at most {@code limit}. The lists are not
   * to be kept.
   */
  default void offered(
      World world,
      Participant client,
      List<Participant> offers,
      int limit,
      List<Participant> holders) {}

  /** A minute has passed. */
  default void minute(World world) {}
}
