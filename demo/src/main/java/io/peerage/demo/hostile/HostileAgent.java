package io.peerage.demo.hostile;

import io.peerage.agent.Agent;
import io.peerage.agent.AgentConfig;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.transfer.ContentResource;
import io.peerage.runtime.config.ConfigException;
import io.peerage.runtime.config.ConfigLoader;
import io.peerage.runtime.identity.IdentityFiles;
import io.peerage.runtime.lifecycle.UntilStopped;
import io.peerage.testing.HostilePeers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The process {@code HostileAgent HARM CONFIG}: an agent that serves its clients well, and does
 * others {@link Harm}.
 */
public final class HostileAgent {
  private HostileAgent() {}

  /**
   * Runs it until it is stopped.
   *
   * @param args what harm it does, as {@link Harm#parse} has it; and its configuration file
   */
  public static void main(String[] args) throws Exception {
    Harm harm = Harm.parse(args[0]);
    AgentConfig config =
        new ConfigLoader("PEERAGE_AGENT")
            .load(AgentConfig.DEFAULTS, Optional.of(Path.of(args[1])), System.getenv(), List.of());
    switch (harm) {
      case Harm.Serving serving -> {
        Agent agent = create(serving.how(), config);
        agent.start();
        UntilStopped.run(agent);
      }
      case Harm.Asking asking -> ask(asking.how(), config);
    }
  }

  /** An agent as any other, and beside it a client that knows what that is asked for. */
  private static void ask(HostileClients harm, AgentConfig config)
      throws IOException, ConfigException {
    AtomicReference<Optional<ContentRoot>> heard = new AtomicReference<>(Optional.empty());
    Agent agent =
        Agent.create(
            config,
            InstantSource.system(),
            new SecureRandom(),
            server ->
                exchange -> {
                  ContentResource.parse(exchange.getRequestURI())
                      .ifPresent(resource -> heard.set(Optional.of(root(resource))));
                  server.handleRequest(exchange);
                });
    agent.start();
    HostileClient client =
        new HostileClient(
            harm,
            URI.create(config.tracker().url()),
            identityFiles(config).load().orElseThrow(),
            heard::get);
    UntilStopped.run(() -> {
      client.close();
      agent.close();
    });
  }

  private static ContentRoot root(ContentResource resource) {
    return switch (resource) {
      case ContentResource.Layer layer -> layer.root();
      case ContentResource.Chunk chunk -> chunk.id().root();
    };
  }

  /** An agent that does {@code harm}, not yet started. */
  public static Agent create(HostilePeers harm, AgentConfig config)
      throws IOException, ConfigException {
    IdentityFiles files = identityFiles(config);
    return Agent.create(
        config,
        InstantSource.system(),
        new SecureRandom(),
        server -> harm.wrap(server, () -> key(files)));
  }

  private static IdentityFiles identityFiles(AgentConfig config) {
    return new IdentityFiles(Path.of(config.dataFolder(), "identity"));
  }

  private static PrivateKey key(IdentityFiles files) {
    try {
      return files.load().orElseThrow().key();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
