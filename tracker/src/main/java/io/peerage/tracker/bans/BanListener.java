package io.peerage.tracker.bans;

import io.peerage.protocol.identity.AgentId;
import java.util.List;

/**
 * Hears what {@link Bans} judges. Told under a lock: it must neither call back nor wait. What
 * follows from scores and time alone it is not told.
 */
public interface BanListener {
  /** For bans of which nobody wants to hear. */
  BanListener NOBODY = all(List.of());

  /** An agent enrolled. */
  void admitted(AgentId agent, Status status);

  /** Something happened that may change the state of {@code agent}. */
  void happened(AgentId agent, Occurrence what);

  /** Tells all of them. */
  static BanListener all(List<? extends BanListener> listeners) {
    List<BanListener> all = List.copyOf(listeners);
    return new BanListener() {
      @Override
      public void admitted(AgentId agent, Status status) {
        all.forEach(one -> one.admitted(agent, status));
      }

      @Override
      public void happened(AgentId agent, Occurrence what) {
        all.forEach(one -> one.happened(agent, what));
      }
    };
  }
}
