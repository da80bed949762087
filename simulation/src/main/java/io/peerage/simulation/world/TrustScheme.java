package io.peerage.simulation.world;

import io.peerage.protocol.message.Observation;
import java.util.List;

/** Who decides whom readers are offered: Peerage's own deciders, or what they are compared with. */
public interface TrustScheme {
  /** Takes an agent in. */
  void join(Participant participant);

  /**
   * Peers for {@code client}, the best first, at most {@code limit} of {@code holders}; the list of
   * holders is not kept.
   */
  List<Participant> offers(Participant client, List<Participant> holders, int limit);

  /** Takes testimony. */
  void observe(Participant client, Observation observation);

  /** A minute has passed. */
  void minute();

  /** The tracker's clock was set. */
  default void clockIsSet() {}

  /** Whether clients act on their own experience with each peer. */
  boolean clientsAvoid();
}
