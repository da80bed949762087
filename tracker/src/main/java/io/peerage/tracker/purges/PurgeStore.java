package io.peerage.tracker.purges;

import io.peerage.protocol.identity.AgentId;
import java.util.List;

/**
 * Keeps the log of purges and how far agents have carried them out. What a method returned from
 * survives an abrupt end of the process and of the machine. Thread-safe. Throws {@link
 * java.io.UncheckedIOException} when the store fails.
 */
public interface PurgeStore {
  /** How many steps of an agent are kept: its last ones. */
  int STEPS_KEPT = 128;

  /**
   * The ends of the log.
   *
   * @param last the greatest number ever given, also to a purge that is not kept any more; 0 before
   *     the log was begun
   * @param forgotten the greatest number of what is not kept any more
   */
  record Ends(long last, long forgotten) {}

  Ends ends();

  /** Moves the ends; neither ever goes down. Purges up to {@code forgotten} are removed. */
  void move(Ends ends);

  /** Adds a purge, with a greater number than the last. */
  void add(PurgeRecord purge);

  /** All that are kept, the oldest first. */
  List<PurgeRecord> all();

  /** Adds steps of agents; of each the last {@value #STEPS_KEPT} stay. */
  void addSteps(List<AgentStep> steps);

  /** The steps of all agents, those of each in their order. */
  List<AgentStep> steps();

  /** Removes an agent's steps. */
  void forget(AgentId agent);
}
