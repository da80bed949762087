package io.peerage.cli.journey;

import io.peerage.agent.Agent;
import io.peerage.agent.AgentConfig;
import io.peerage.demo.hostile.HostileAgent;
import io.peerage.runtime.config.ConfigLoader;
import io.peerage.runtime.lifecycle.UntilStopped;
import io.peerage.testing.HostilePeers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The process {@code HostileCrowd FOLDER}: one agent of each of {@link #KINDS}, with the
 * configuration {@code KIND.yaml} there. They share a process to spare the machine; nothing else.
 */
final class HostileCrowd {
  /** All but the one that everyone gets something good from. */
  static final Set<HostilePeers> KINDS =
      Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(HostilePeers.CORRUPTS_HALF)));

  private HostileCrowd() {}

  public static void main(String[] args) throws Exception {
    List<Agent> agents = new ArrayList<>();
    for (HostilePeers kind : KINDS) {
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
