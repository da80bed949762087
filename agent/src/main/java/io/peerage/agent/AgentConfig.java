package io.peerage.agent;

import io.peerage.agent.http.EdgeConfig;
import io.peerage.agent.manifest.ManifestConfig;
import io.peerage.agent.origin.SiteConfig;
import io.peerage.agent.peer.PeerConfig;
import io.peerage.agent.prefetch.PrefetchConfig;
import io.peerage.agent.responses.CacheConfig;
import io.peerage.agent.store.StoreConfig;
import io.peerage.agent.swarm.SwarmConfig;
import io.peerage.runtime.config.ListenAddress;
import io.peerage.runtime.config.TimeSpan;
import java.util.List;

/**
 * The configuration of an agent; {@code config/agent.yaml} shows every key.
 *
 * @param dataFolder where it keeps identity, manifests and chunks
 * @param zone a name for hosts with cheap, fast links to each other
 * @param edge what players and apps talk to
 * @param peer what other agents talk to
 * @param operations where {@code /livez}, {@code /readyz} and {@code /metrics} are
 * @param sites what it serves
 * @param cache how content without a manifest is cached
 * @param prefetch what is fetched before a player asks for it
 * @param drain how long requests under way may go on when it is stopped
 */
public record AgentConfig(
    String dataFolder,
    String zone,
    EdgeConfig edge,
    PeerConfig peer,
    OperationsConfig operations,
    TrackerConfig tracker,
    List<SiteConfig> sites,
    StoreConfig store,
    ManifestConfig manifests,
    CacheConfig cache,
    PrefetchConfig prefetch,
    SwarmConfig swarm,
    TimeSpan drain) {
  public static final AgentConfig DEFAULTS =
      new AgentConfig(
          "data/agent",
          "default",
          EdgeConfig.DEFAULTS,
          PeerConfig.DEFAULTS,
          new OperationsConfig(ListenAddress.parse("127.0.0.1:9090")),
          TrackerConfig.DEFAULTS,
          List.of(),
          StoreConfig.DEFAULTS,
          ManifestConfig.DEFAULTS,
          CacheConfig.DEFAULTS,
          PrefetchConfig.DEFAULTS,
          SwarmConfig.DEFAULTS,
          TimeSpan.ofSeconds(20));

  /** Where {@code /livez}, {@code /readyz} and {@code /metrics} are served. */
  public record OperationsConfig(ListenAddress listen) {}

  public AgentConfig {
    if (!zone.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          "zone has 1 to 64 letters, digits, dots, hyphens and underscores, not \"" + zone + '"');
    }
    sites = List.copyOf(sites);
  }
}
