package io.peerage.demo.fleet;

import java.util.List;

/**
 * How a fleet on one machine is made.
 *
 * @param origin the origin's {@code Cache-Control}; none when empty
 * @param tracker settings of the tracker beyond those that a fleet on one machine needs
 * @param adapter settings of the origin adapter
 * @param agent settings of every agent
 * @param dashboardPort the port of the dashboard if it is free; else any
 */
public record FleetOptions(
    String origin,
    List<String> tracker,
    List<String> adapter,
    List<String> agent,
    int dashboardPort) {
  public static final FleetOptions DEFAULTS =
      new FleetOptions("max-age=3600", List.of(), List.of(), List.of(), 7440);

  /** The same with other settings of the tracker. */
  public FleetOptions withTracker(String... settings) {
    return new FleetOptions(origin, List.of(settings), adapter, agent, dashboardPort);
  }

  /** The same with other settings of every agent. */
  public FleetOptions withAgent(String... settings) {
    return new FleetOptions(origin, tracker, adapter, List.of(settings), dashboardPort);
  }

  /** The same with another {@code Cache-Control} of the origin. */
  public FleetOptions withOrigin(String cacheControl) {
    return new FleetOptions(cacheControl, tracker, adapter, agent, dashboardPort);
  }
}
