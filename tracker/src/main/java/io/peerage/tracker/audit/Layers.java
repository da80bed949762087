package io.peerage.tracker.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.ContentMismatchException;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.PeerEndpoint;
import io.peerage.tracker.swarm.AnnouncedChunk;
import io.peerage.tracker.swarm.Holder;
import io.peerage.tracker.swarm.SwarmDirectory;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the right bytes are: chunk layers, which anyone may give, since they must hash to the root.
 *
 * <p>Only auditors ask for layers; agents have them from manifests. So another holder is asked
 * before the one that is to be audited, which would else be warned. Thread-safe.
 */
final class Layers {
  private static final Logger log = LoggerFactory.getLogger(Layers.class);
  private static final int MAX_HOLDERS_ASKED = 3;
  private static final int ENTRY_OVERHEAD_BYTES = 200;

  private final SwarmDirectory swarm;
  private final AuditFetch fetch;
  private final AuditorIdentity identity;
  private final RandomGenerator random;
  private final Cache<Key, ContentVerifier> known;

  private record Key(ContentRoot root, long length) {}

  Layers(
      AuditParameters parameters,
      SwarmDirectory swarm,
      AuditFetch fetch,
      AuditorIdentity identity,
      RandomGenerator random) {
    this.swarm = swarm;
    this.fetch = fetch;
    this.identity = identity;
    this.random = random;
    this.known =
        Caffeine.newBuilder()
            .maximumWeight(parameters.layerCache().bytes())
            .weigher((Key _, ContentVerifier content) ->
                content.chunkHashes().size() * Sha256Hash.BYTES + ENTRY_OVERHEAD_BYTES)
            .build();
  }

  /** The layer of what {@code agent} announced; nothing when nobody has one that fits. */
  Optional<ContentVerifier> of(AgentId agent, AnnouncedChunk announced) {
    ContentRoot root = announced.chunk().root();
    Key key = new Key(root, announced.length());
    ContentVerifier content = known.getIfPresent(key);
    if (content != null) {
      return Optional.of(content);
    }
    Optional<ContentVerifier> found =
        new ContentLayout(announced.length()).chunkCount() == 1
            ? ofOneChunk(root, announced.length())
            : ask(agent, announced);
    found.ifPresent(layer -> known.put(key, layer));
    return found;
  }

  /** The layer of a lone chunk is the root itself. */
  private static Optional<ContentVerifier> ofOneChunk(ContentRoot root, long length) {
    try {
      return Optional.of(ContentVerifier.of(root, length, HashList.of(root.hash())));
    } catch (ContentMismatchException e) {
      return Optional.empty();
    }
  }

  private Optional<ContentVerifier> ask(AgentId agent, AnnouncedChunk announced) {
    ContentRoot root = announced.chunk().root();
    List<Holder> others =
        swarm.holders(root, "", MAX_HOLDERS_ASKED, id -> !id.equals(agent), random);
    for (Holder holder : others) {
      Optional<ContentVerifier> layer =
          ask(holder.agent().id(), holder.endpoint(), root, announced.length());
      if (layer.isPresent()) {
        return layer;
      }
    }
    return ask(agent, announced.endpoint(), root, announced.length());
  }

  private Optional<ContentVerifier> ask(
      AgentId holder, PeerEndpoint endpoint, ContentRoot root, long length) {
    return identity.use((client, _) -> {
      try {
        return Optional.of(fetch.fetchLayer(client, holder, endpoint, root, length));
      } catch (IOException e) {
        log.debug("no chunk layer of {} from {}: {}", root, holder, e.getMessage());
        return Optional.empty();
      }
    });
  }
}
