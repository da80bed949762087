package io.peerage.protocol.transfer;

import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.RangeProof;
import io.peerage.protocol.signature.Component;
import io.peerage.protocol.signature.ContentDigest;
import io.peerage.protocol.signature.HttpMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an agent states by an answer that carries content: which request it answers, and by what the
 * body can be told. Server, client and whoever checks evidence build the signed message from these
 * values and not from a received header, so a signature can be about nothing else.
 */
public sealed interface TransferAnswer {
  /**
   * Blocks of a chunk. The body has the hashes that {@code proof} begins with, so its digest need
   * not be known when the answer begins.
   *
   * @param length bytes of the whole content
   * @param chunk number of the chunk
   * @param run all of the chunk, or what a {@code Range} asked for
   */
  record Chunk(ContentRoot root, long length, int chunk, BlockRun run, RangeProof proof)
      implements TransferAnswer {
    private static final List<Component> WHOLE =
        List.of(
            Component.of("@status"),
            Component.ofRequest("@method"),
            Component.ofRequest("@path"),
            Component.of(lower(TransferHeaders.CONTENT_LENGTH)),
            Component.of(lower(TransferHeaders.PROOF_DIGEST)));
    private static final List<Component> PARTIAL =
        List.of(
            Component.of("@status"),
            Component.ofRequest("@method"),
            Component.ofRequest("@path"),
            Component.ofRequest("range"),
            Component.of("content-range"),
            Component.of(lower(TransferHeaders.CONTENT_LENGTH)),
            Component.of(lower(TransferHeaders.PROOF_DIGEST)));

    /** SHA-256 of the proof's hashes, as {@link TransferHeaders#PROOF_DIGEST} says it. */
    public ContentDigest proofDigest() {
      return ContentDigest.of(proof.hashes().toBytes());
    }

    @Override
    public List<Component> covered() {
      return run.isWhole(new ContentLayout(length), chunk) ? WHOLE : PARTIAL;
    }

    @Override
    public HttpMessage.Response message() {
      ContentLayout layout = new ContentLayout(length);
      boolean whole = run.isWhole(layout, chunk);
      Map<String, List<String>> fields = new HashMap<>();
      fields.put(lower(TransferHeaders.CONTENT_LENGTH), List.of(Long.toString(length)));
      fields.put(lower(TransferHeaders.PROOF_DIGEST), List.of(proofDigest().toField()));
      if (!whole) {
        fields.put("content-range", List.of(run.toContentRange(layout, chunk)));
      }
      return new HttpMessage.Response(
          whole ? 200 : 206,
          fields,
          request(
              new ContentResource.Chunk(new ChunkId(root, chunk)),
              whole ? Map.of() : Map.of("range", List.of(run.toRange(layout, chunk)))));
    }
  }

  /**
   * The hashes of all chunks.
   *
   * @param length bytes of the whole content
   * @param digest of the body
   */
  record Layer(ContentRoot root, long length, ContentDigest digest) implements TransferAnswer {
    private static final List<Component> COVERED =
        List.of(
            Component.of("@status"),
            Component.ofRequest("@method"),
            Component.ofRequest("@path"),
            Component.of(lower(TransferHeaders.CONTENT_LENGTH)),
            Component.of(lower(ContentDigest.FIELD)));

    @Override
    public List<Component> covered() {
      return COVERED;
    }

    @Override
    public HttpMessage.Response message() {
      return new HttpMessage.Response(
          200,
          Map.of(
              lower(TransferHeaders.CONTENT_LENGTH),
              List.of(Long.toString(length)),
              lower(ContentDigest.FIELD),
              List.of(digest.toField())),
          request(new ContentResource.Layer(root), Map.of()));
    }
  }

  /** What must be signed, in this order. */
  List<Component> covered();

  /** The answer with its request, as far as it is signed. */
  HttpMessage.Response message();

  private static HttpMessage.Request request(
      ContentResource resource, Map<String, List<String>> fields) {
    return new HttpMessage.Request("GET", "", resource.path(), fields);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
