package io.peerage.agent.tracker;

import io.peerage.protocol.message.Holding;
import java.util.List;

/** What the agent holds, as the announces tell it. One thread calls it. */
public interface Holdings {
  /** The holdings that changed since they were last taken, at most {@code max}. */
  List<Holding> takeChanges(int max);

  /** Gives back changes that did not reach the tracker. */
  void putBack(List<Holding> untold);

  /** From now on everything is to be told again. */
  void restart();
}
