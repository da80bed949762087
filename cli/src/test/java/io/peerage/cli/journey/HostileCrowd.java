package io.peerage.cli.journey;

import io.peerage.agent.Agent;
import io.peerage.agent.AgentConfig;
import io.peerage.demo.hostile.HostileAgent;
import io.peerage.runtime.config.ConfigLoader;
import io.peerage.runtime.lifecycle.UntilStopped;
import io.peerage.testing.HostilePeers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The process {@code HostileCrowd FOLDER}: one agent of each kind of {@link HostilePeers}, with the
 * configuration {@code KIND.yaml} there. They share a process to spare the machine; nothing else.
 */
final class HostileCrowd {
  private HostileCrowd() {}

  public static void main(String[] args) throws Exception {
    List<Agent> agents = new ArrayList<>();
    for (HostilePeers kind : HostilePeers.values()) {
      AgentConfig config =
          new ConfigLoader("PEERAGE_AGENT")
              .load(
                  AgentConfig.DEFAULTS,
                  Optional.of(Path.of(args[0], kind + ".yaml")),
                  System.getenv(),
                  List.of());
      Agent agent = HostileAgent.create(kind, config);
      agent.start();
      agents.add(agent);
    }
    UntilStopped.run(() -> agents.forEach(Agent::close));
  }
}
