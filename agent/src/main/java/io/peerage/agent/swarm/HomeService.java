package io.peerage.agent.swarm;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.peerage.agent.origin.Site;
import io.peerage.agent.peer.HomeChunks;
import io.peerage.agent.store.ChunkStore;
import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.VerifiedBytes;
import io.peerage.protocol.site.SiteName;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Fetches chunks for agents that ask this one as their home, in the swarm's flights. */
public final class HomeService implements HomeChunks {
  private static final int MAX_CONTENTS = 2_000;

  private final Swarm swarm;
  private final ChunkStore store;
  private final Map<SiteName, Site> sites = new TreeMap<>();
  private final Cache<ContentRoot, ContentVerifier> layers =
      Caffeine.newBuilder().maximumSize(MAX_CONTENTS).executor(Runnable::run).build();

  public HomeService(Swarm swarm, ChunkStore store, List<Site> sites) {
    this.swarm = swarm;
    this.store = store;
    sites.forEach(site -> this.sites.put(site.name(), site));
  }

  @Override
  public Optional<Incoming> fetch(SiteName siteName, ChunkId chunk)
      throws IOException, InterruptedException {
    Site site = sites.get(siteName);
    if (site == null) {
      return Optional.empty();
    }
    ContentVerifier content = content(site, chunk.root());
    if (chunk.index() >= content.layout().chunkCount()) {
      return Optional.empty();
    }
    try {
      return swarm
          .join(site, content, chunk.index(), 0, Swarm.Purpose.HOME)
          .map(flight -> new Following(flight, content.layout()));
    } catch (FlightException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private ContentVerifier content(Site site, ContentRoot root) throws IOException {
    Optional<ContentVerifier> stored = store.verifier(root);
    if (stored.isPresent()) {
      return stored.get();
    }
    ContentVerifier known = layers.getIfPresent(root);
    if (known == null) {
      // Several askers may fetch it at once; it is small, and right or refused.
      known = site.layer(root);
      layers.put(root, known);
    }
    return known;
  }

  private record Following(Flight flight, ContentLayout layout) implements Incoming {
    @Override
    public HashList awaitBlockHashes() throws IOException, InterruptedException {
      try {
        return flight.awaitBlockHashes();
      } catch (FlightException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    @Override
    public VerifiedBytes await(int offset, int maxBytes) throws IOException, InterruptedException {
      try {
        return flight.await(offset, maxBytes);
      } catch (FlightException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
  }
}
