package io.peerage.agent.peer;

import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.message.PeerEndpoint;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.transfer.ChunkDownload;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** Asks other agents for chunks, and makes sure that they are who they should be. Thread-safe. */
public final class PeerClient {
  private final FleetClient client;
  private final String trustDomain;

  public PeerClient(FleetClient client, String trustDomain) {
    this.client = client;
    this.trustDomain = trustDomain;
  }

  /** Prepares the download of blocks from the agent at {@code endpoint}. */
  public ChunkDownload download(
      PeerEndpoint endpoint, ContentVerifier content, int chunk, BlockRun run) {
    return new ChunkDownload(client, URI.create("https://" + endpoint), content, chunk, run);
  }

  /** Runs a download from {@code peer}; see {@link ChunkDownload#run}. */
  public void run(ChunkDownload download, AgentId peer, Duration silence, ChunkDownload.Sink sink)
      throws IOException {
    download.run(new SpiffeId(trustDomain, Role.AGENT, peer), silence, sink);
  }
}
