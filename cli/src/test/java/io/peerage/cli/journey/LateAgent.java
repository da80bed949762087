package io.peerage.cli.journey;

import io.peerage.agent.Agent;
import io.peerage.agent.AgentConfig;
import io.peerage.runtime.config.ConfigLoader;
import io.peerage.runtime.lifecycle.UntilStopped;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The process {@code LateAgent HOURS CONFIG}: an agent for which it is so many hours later. */
final class LateAgent {
  private LateAgent() {}

  public static void main(String[] args) throws Exception {
    AgentConfig config =
        new ConfigLoader("PEERAGE_AGENT")
            .load(AgentConfig.DEFAULTS, Optional.of(Path.of(args[1])), System.getenv(), List.of());
    InstantSource system = InstantSource.system();
    Duration later = Duration.ofHours(Long.parseLong(args[0]));
    Agent agent = Agent.create(config, () -> system.instant().plus(later), new SecureRandom());
    agent.start();
    UntilStopped.run(agent);
  }
}
