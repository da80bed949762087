package io.peerage.agent.peer;

import io.peerage.agent.tracker.AccusationLink;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.message.PeerEndpoint;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.transfer.AnswerSignatures;
import io.peerage.runtime.transfer.ChunkDownload;
import io.peerage.runtime.transfer.ChunkMismatchException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/**
 * Asks other agents for chunks, and makes sure that they are who they should be and sign what they
 * answer. Who signed what is wrong is accused. Thread-safe.
 */
public final class PeerClient {
  private final FleetClient client;
  private final String trustDomain;
  private final AnswerSignatures signatures;
  private final AccusationLink accusations;

  public PeerClient(
      FleetClient client,
      String trustDomain,
      AnswerSignatures signatures,
      AccusationLink accusations) {
    this.client = client;
    this.trustDomain = trustDomain;
    this.signatures = signatures;
    this.accusations = accusations;
  }

  /** Prepares the download of blocks from the agent at {@code endpoint}. */
  public ChunkDownload download(
      PeerEndpoint endpoint, ContentVerifier content, int chunk, BlockRun run) {
    return new ChunkDownload(client, URI.create("https://" + endpoint), content, chunk, run)
        .requireSignature(signatures);
  }

  /** Runs a download from {@code peer}; see {@link ChunkDownload#run}. */
  public void run(ChunkDownload download, AgentId peer, Duration silence, ChunkDownload.Sink sink)
      throws IOException {
    SpiffeId expected = new SpiffeId(trustDomain, Role.AGENT, peer);
    try {
      download.run(expected, silence, sink);
    } catch (ChunkMismatchException e) {
      e.exhibit()
          .ifPresent(exhibit -> accusations.accuse(expected, exhibit.response(), exhibit.signer()));
      throw e;
    }
  }
}
