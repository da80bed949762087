package io.peerage.demo.hostile;

import io.peerage.agent.Agent;
import io.peerage.agent.AgentConfig;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.runtime.config.ConfigException;
import io.peerage.runtime.config.ConfigLoader;
import io.peerage.runtime.identity.IdentityFiles;
import io.peerage.runtime.lifecycle.UntilStopped;
import io.peerage.testing.HostilePeers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The process {@code HostileAgent HARM CONFIG}: an agent that serves its clients well, and others
 * ill.
 */
public final class HostileAgent {
  private HostileAgent() {}

  /**
   * Runs it until it is stopped.
   *
   * @param args what harm it does, one of {@link HostilePeers}; and its configuration file
   */
  public static void main(String[] args) throws Exception {
    HostilePeers harm = HostilePeers.valueOf(args[0].toUpperCase(Locale.ROOT));
    AgentConfig config =
        new ConfigLoader("PEERAGE_AGENT")
            .load(AgentConfig.DEFAULTS, Optional.of(Path.of(args[1])), System.getenv(), List.of());
    Agent agent = create(harm, config);
    agent.start();
    UntilStopped.run(agent);
  }

  /** An agent that does {@code harm}, not yet started. */
  public static Agent create(HostilePeers harm, AgentConfig config)
      throws IOException, ConfigException {
    IdentityFiles files = new IdentityFiles(Path.of(config.dataFolder(), "identity"));
    return Agent.create(
        config,
        InstantSource.system(),
        new SecureRandom(),
        server -> harm.wrap(server, () -> key(files)));
  }

  private static PrivateKey key(IdentityFiles files) {
    try {
      return files.load().orElseThrow().key();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
