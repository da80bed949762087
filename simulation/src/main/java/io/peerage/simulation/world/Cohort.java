package io.peerage.simulation.world;

import io.peerage.simulation.behaviour.Behaviour;

/**
 * Agents that behave alike.
 *
 * @param name as it stands in tables
 * @param count how many join at the start
 * @param behaviour how each behaves
 * @param placement where they sit
 * @param arrivalsPerMinute how many more join each minute, on average; they leave when removed
 */
public record Cohort(
    String name, int count, Behaviour behaviour, Placement placement, double arrivalsPerMinute) {
  /** In which accounts and networks a cohort sits. */
  public enum Placement {
    /** Each its own account; networks as those of the honest. */
    SPREAD,
    /** All in one /24, each with its own account. */
    ONE_NETWORK,
    /** All in one account, each in its own network. */
    ONE_ACCOUNT
  }

  /** A cohort that is there from the start, spread. */
  public static Cohort of(String name, int count, Behaviour behaviour) {
    return new Cohort(name, count, behaviour, Placement.SPREAD, 0);
  }
}
