package io.peerage.adapter.publish;

import io.peerage.adapter.source.ObjectVersion;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.key.KeyId;
import io.peerage.protocol.manifest.Manifest;
import java.time.Duration;
import java.time.Instant;

/** The newest manifest of an object, and what it was made from. Immutable. */
public final class PublishedObject {
  private final Manifest manifest;
  private final byte[] json;
  private final KeyId signer;
  private final ObjectVersion version;
  private final Duration freshness;

  /**
   * @param version the origin's version that was hashed
   * @param freshness how long after {@code manifest.issued()} the origin need not be asked
   */
  PublishedObject(Manifest manifest, Envelope envelope, ObjectVersion version, Duration freshness) {
    this.manifest = manifest;
    this.json = envelope.toJson();
    this.signer = envelope.signatures().getFirst().keyid();
    this.version = version;
    this.freshness = freshness;
  }

  public Manifest manifest() {
    return manifest;
  }

  /** The signed envelope, ready to be sent; the bytes themselves, not a copy. */
  public byte[] json() {
    return json;
  }

  KeyId signer() {
    return signer;
  }

  ObjectVersion version() {
    return version;
  }

  Duration freshness() {
    return freshness;
  }

  /**
   * Whether it is served without asking the origin: it is fresh, and no more than half of its
   * validity is over, so that whoever gets it can use it for a good while.
   */
  boolean isFresh(Instant now) {
    Duration validity = Duration.between(manifest.issued(), manifest.expires());
    return now.isBefore(manifest.issued().plus(freshness))
        && now.isBefore(manifest.expires().minus(validity.dividedBy(2)));
  }

  boolean isExpired(Instant now) {
    return !now.isBefore(manifest.expires());
  }
}
