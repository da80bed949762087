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
 * @param externalOrigin the URL of an origin that runs already; "" to start one
 * @param site what the adapter is told of the site beyond what it needs, as lines of YAML
 */
public record FleetOptions(
    String origin,
    List<String> tracker,
    List<String> adapter,
    List<String> agent,
    int dashboardPort,
    String externalOrigin,
    List<String> site) {
  public static final FleetOptions DEFAULTS =
      new FleetOptions("max-age=3600", List.of(), List.of(), List.of(), 7440, "", List.of());

  /** The same with other settings of the tracker. */
  public FleetOptions withTracker(String... settings) {
    return new FleetOptions(
        origin, List.of(settings), adapter, agent, dashboardPort, externalOrigin, site);
  }

  /** The same with other settings of every agent. */
  public FleetOptions withAgent(String... settings) {
    return new FleetOptions(
        origin, tracker, adapter, List.of(settings), dashboardPort, externalOrigin, site);
  }

  /** The same with another {@code Cache-Control} of the origin. */
  public FleetOptions withOrigin(String cacheControl) {
    return new FleetOptions(
        cacheControl, tracker, adapter, agent, dashboardPort, externalOrigin, site);
  }

  /** The same with the dashboard at another port; 0 for any. */
  public FleetOptions withDashboardPort(int port) {
    return new FleetOptions(origin, tracker, adapter, agent, port, externalOrigin, site);
  }

  /**
   * The same in front of an origin that runs already.
   *
   * @param lines what the adapter is told of the site, as lines of YAML
   */
  public FleetOptions withExternalOrigin(String url, String... lines) {
    return new FleetOptions(origin, tracker, adapter, agent, dashboardPort, url, List.of(lines));
  }
}
