package io.peerage.cli;

import io.peerage.adapter.AdapterConfig;
import io.peerage.adapter.OriginAdapter;
import io.peerage.agent.Agent;
import io.peerage.agent.AgentConfig;
import io.peerage.runtime.config.ConfigException;
import io.peerage.runtime.lifecycle.UntilStopped;
import io.peerage.tracker.Tracker;
import io.peerage.tracker.TrackerConfig;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/** The processes that run until they are stopped. Each method blocks for the rest of its life. */
final class Services {
  static final String AGENT_PREFIX = "PEERAGE_AGENT";
  static final String TRACKER_PREFIX = "PEERAGE_TRACKER";

  private Services() {}

  static void run(AgentConfig config) throws Exception {
    Agent agent = Agent.create(config, InstantSource.system(), new SecureRandom());
    agent.start();
    UntilStopped.run(agent);
  }

  static void run(TrackerConfig config) throws Exception {
    Tracker tracker = new Tracker(config, InstantSource.system(), new SecureRandom());
    tracker.start();
    UntilStopped.run(tracker);
  }

  static void run(AdapterConfig config) throws Exception {
    if (config.sites().isEmpty()) {
      throw new ConfigException(
          List.of(
              "sites is empty; name at least one site with its source and keys, as in"
                  + " config/origin-adapter.yaml"));
    }
    OriginAdapter adapter = new OriginAdapter(config, InstantSource.system(), new SecureRandom());
    adapter.start();
    UntilStopped.run(adapter);
  }
}
