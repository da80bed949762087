package io.peerage.protocol.manifest;

import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.HashList;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.site.SiteName;
import io.peerage.protocol.site.UntrustedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What one object of a site is, as signed by a publishing key. The payload of a DSSE envelope of
 * type {@link #PAYLOAD_TYPE}:
 *
 * <pre>
 * {"site": "media.example.com", "path": "/vod/720p/seg-001.ts", "generation": 1763710000000,
 *  "length": 1310720, "chunkBytes": 1048576,
 *  "contentRoot": "64 hex digits", "chunkHashes": "base64 of 32 bytes per chunk",
 *  "headers": {"content-type": "video/mp2t", "etag": "\"5f-1\"", "cache-control": "max-age=60"},
 *  "issued": "2026-11-21T09:00:00Z", "expires": "2026-11-22T09:00:00Z"}
 * </pre>
 *
 * A change of the content or of the headers makes a new generation. The same generation may be
 * issued again, later, for the same content and headers: {@code issued} is when the publisher last
 * knew them to be current, and so where the age of a cached response starts.
 *
 * @param generation grows per path; 1 to 2^53 - 1. A publisher takes the greater of the last one
 *     plus one and the milliseconds since 1970, so that the loss of its state sets nothing back
 * @param length bytes of content
 * @param chunkBytes what {@link ContentLayout} gives for the length; stated for readers
 * @param expires from then on the manifest is not believed; at most {@link #MAX_VALIDITY} after
 *     {@code issued}
 */
public record Manifest(
    SiteName site,
    ObjectPath path,
    long generation,
    long length,
    int chunkBytes,
    ContentRoot contentRoot,
    String chunkHashes,
    ReplayHeaders headers,
    Instant issued,
    Instant expires) {
  public static final String PAYLOAD_TYPE = "application/vnd.peerage.manifest.v1+json";

  /** The most bytes that a manifest's envelope may have. */
  public static final int MAX_ENVELOPE_BYTES = 256 * 1024;

  /** The greatest generation: what every JSON reader can hold. */
  public static final long MAX_GENERATION = (1L << 53) - 1;

  /** The longest time that a manifest may be believed. */
  public static final Duration MAX_VALIDITY = Duration.ofDays(31);

  public Manifest {
    if (generation < 1 || generation > MAX_GENERATION) {
      throw new IllegalArgumentException(
          "generation is 1 to " + MAX_GENERATION + ", not " + generation);
    }
    ContentLayout layout = new ContentLayout(length);
    if (chunkBytes != layout.chunkBytes()) {
      throw new IllegalArgumentException(
          "chunkBytes is %d for content of %d bytes, not %d"
              .formatted(layout.chunkBytes(), length, chunkBytes));
    }
    int chunks = HashList.parseBase64(chunkHashes, ContentLayout.MAX_CHUNKS).size();
    if (chunks != layout.chunkCount()) {
      throw new IllegalArgumentException(
          "chunkHashes has %d hashes for content of %d chunks"
              .formatted(chunks, layout.chunkCount()));
    }
    if (!issued.isBefore(expires) || expires.isAfter(issued.plus(MAX_VALIDITY))) {
      throw new IllegalArgumentException(
          "expires is at most %d days after issued %s, not at %s"
              .formatted(MAX_VALIDITY.toDays(), issued, expires));
    }
  }

  /** Signs this manifest. */
  public Envelope sign(PrivateKey key) {
    return Envelope.sign(PAYLOAD_TYPE, StrictJson.write(this), List.of(key));
  }

  /** Reads the payload of {@code envelope}; says nothing yet about its signature. */
  public static Manifest parse(Envelope envelope)
      throws MalformedMessageException, UntrustedException {
    if (!envelope.payloadType().equals(PAYLOAD_TYPE)) {
      throw new UntrustedException(
          UntrustedException.Reason.MIX_UP,
          "a " + envelope.payloadType() + " where a manifest belongs");
    }
    return StrictJson.read(
        "manifest", envelope.payload().toArray(), MAX_ENVELOPE_BYTES, Manifest.class);
  }

  /** The chunk layer, as claimed. */
  public HashList chunkLayer() {
    return HashList.parseBase64(chunkHashes, ContentLayout.MAX_CHUNKS);
  }

  /** Whether {@code other} describes the same version: same content, same headers. */
  public boolean sameVersionAs(Manifest other) {
    return contentRoot.equals(other.contentRoot)
        && length == other.length
        && headers.equals(other.headers);
  }
}
