package io.peerage.agent.takedown;

/** What takedowns tell of themselves, for metrics. Quick. */
public interface TakedownEvents {
  /** Who was refused. */
  enum Asker {
    CLIENT,
    PEER
  }

  /** A request was refused for an order. */
  default void refusedForOrder(Asker asker) {}
}
