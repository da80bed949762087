package io.peerage.tracker.audit;

import io.peerage.protocol.accounting.SignedTicket;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.ContentMismatchException;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.message.PeerEndpoint;
import io.peerage.protocol.signature.ContentDigest;
import io.peerage.protocol.transfer.ContentResource;
import io.peerage.protocol.transfer.TransferAnswer;
import io.peerage.protocol.transfer.TransferHeaders;
import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.transfer.AnswerSignatures;
import io.peerage.tracker.swarm.AnnouncedChunk;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/** Fetches as an agent does (section 5 of the protocol), within the time that an agent has. */
final class AuditFetch {
  private static final int STATUS_OK = 200;

  private final AuditParameters parameters;
  private final InstantSource clock;
  private final AnswerSignatures signatures;

  AuditFetch(AuditParameters parameters, InstantSource clock) {
    this.parameters = parameters;
    this.clock = clock;
    this.signatures = new AnswerSignatures(clock);
  }

  /** Ends a transfer with what was found before its end. */
  private static final class EndedEarly extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Finding finding;

    EndedEarly(Finding finding) {
      super(finding.detail());
      this.finding = finding;
    }
  }

  /**
   * Fetches a chunk from {@code agent} and compares it with {@code content}.
   *
   * @param received hears how many bytes came, when they were right
   */
  Finding fetchChunk(
      FleetClient client,
      AgentId agent,
      AnnouncedChunk announced,
      ContentVerifier content,
      Optional<SignedTicket> ticket,
      IntConsumer received) {
    int chunk = announced.chunk().index();
    long deadline = deadline();
    try {
      HttpUriRequestBase request =
          get(announced.endpoint(), new ContentResource.Chunk(announced.chunk()));
      ticket.ifPresent(one -> request.setHeader(SignedTicket.HEADER, one.toHeader()));
      return client.execute(
          request,
          parameters.timeout().duration(),
          (response, peer) -> {
            X509Certificate certificate = requirePeer(agent, peer);
            if (response.getCode() != STATUS_OK) {
              throw new EndedEarly(
                  new Finding.Unavailable(
                      "status " + response.getCode() + " for chunk " + announced.chunk()));
            }
            Finding finding =
                new ChunkCheck(content, chunk, certificate, clock.instant())
                    .check(
                        field(response, TransferHeaders.CONTENT_LENGTH),
                        field(response, TransferHeaders.PROOF),
                        answer -> {
                          var _ = signatures.require(response, certificate, answer);
                        },
                        body(response, deadline));
            if (finding instanceof Finding.Clean) {
              received.accept(content.layout().chunkLength(chunk));
              return finding;
            }
            throw new EndedEarly(finding);
          });
    } catch (EndedEarly e) {
      return e.finding;
    } catch (IOException e) {
      return new Finding.Unavailable("chunk " + announced.chunk() + ": " + why(e));
    }
  }

  /**
   * Fetches the chunk layer of {@code root} from {@code agent}.
   *
   * @param length of the content
   * @throws IOException when it cannot be had, or does not hash to the root
   */
  ContentVerifier fetchLayer(
      FleetClient client, AgentId agent, PeerEndpoint endpoint, ContentRoot root, long length)
      throws IOException {
    int layerBytes = new ContentLayout(length).chunkCount() * Sha256Hash.BYTES;
    long deadline = deadline();
    return client.execute(
        get(endpoint, new ContentResource.Layer(root)),
        parameters.timeout().duration(),
        (response, peer) -> {
          X509Certificate certificate = requirePeer(agent, peer);
          if (response.getCode() != STATUS_OK) {
            throw new IOException("status " + response.getCode() + " for the chunk layer");
          }
          ContentDigest digest = digest(response);
          var _ =
              signatures.require(
                  response, certificate, new TransferAnswer.Layer(root, length, digest));
          TimedBody body = body(response, deadline);
          byte[] layer = body.read(layerBytes);
          if (layer.length != layerBytes || body.read(1).length != 0) {
            throw new IOException("a chunk layer that does not fit " + length + " bytes");
          }
          if (!ContentDigest.of(layer).equals(digest)) {
            throw new IOException("a chunk layer that is not what its digest says");
          }
          try {
            return ContentVerifier.of(root, length, HashList.wrap(layer));
          } catch (ContentMismatchException e) {
            throw new IOException(e.getMessage(), e);
          }
        });
  }

  private static ContentDigest digest(ClassicHttpResponse response) throws IOException {
    try {
      return ContentDigest.parse(
          ContentDigest.FIELD, field(response, ContentDigest.FIELD).orElse(""));
    } catch (MalformedMessageException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static HttpUriRequestBase get(PeerEndpoint endpoint, ContentResource resource)
      throws IOException {
    try {
      return new HttpUriRequestBase("GET", new URI("https://" + endpoint + resource.path()));
    } catch (URISyntaxException e) {
      throw new IOException("no address: " + endpoint, e);
    }
  }

  private X509Certificate requirePeer(AgentId agent, Optional<X509Certificate> peer)
      throws IOException {
    Optional<AgentId> shown = FleetClient.identityOf(peer).map(SpiffeId::id);
    if (peer.isEmpty() || !shown.equals(Optional.of(agent))) {
      throw new EndedEarly(
          new Finding.Unavailable(
              "at its endpoint answers " + shown.map(AgentId::value).orElse("nobody")));
    }
    // A connection may outlive the certificate that it began with; evidence may not.
    if (!clock.instant().isBefore(peer.get().getNotAfter().toInstant())) {
      throw new EndedEarly(new Finding.Unavailable("the certificate of its connection has ended"));
    }
    return peer.get();
  }

  private static Optional<String> field(ClassicHttpResponse response, String name) {
    return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
  }

  private static TimedBody body(ClassicHttpResponse response, long deadline) throws IOException {
    if (response.getEntity() == null) {
      throw new IOException("an answer without a body");
    }
    return new TimedBody(response.getEntity().getContent(), deadline);
  }

  private long deadline() {
    return System.nanoTime() + parameters.timeout().toNanos();
  }

  private static String why(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
