package io.peerage.simulation.scenario;

/** How large the fleets of scenarios are. */
public enum Size {
  /** For the build: a quarter of the fleet, a third of the time. */
  SMALL,
  /** As the targets are stated: 200 agents, 12 hours. */
  FULL
}
