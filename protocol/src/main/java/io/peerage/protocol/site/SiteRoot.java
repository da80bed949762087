package io.peerage.protocol.site;

import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.key.KeyId;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.key.PublicKey;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A site's root document: who may sign the next root, and who may publish. The payload of a DSSE
 * envelope of type {@link #PAYLOAD_TYPE}:
 *
 * <pre>
 * {"site": "media.example.com", "version": 1,
 *  "issued": "2026-11-21T09:00:00Z", "expires": "2027-11-21T09:00:00Z",
 *  "rootKeys": {"threshold": 2, "keys": ["base64 of 32 bytes", ...]},
 *  "publishingKeys": [{"key": "base64", "notBefore": "...", "notAfter": "..."}, ...],
 *  "revoked": [{"keyId": "64 hex digits", "at": "...", "reason": "lost laptop"}, ...]}
 * </pre>
 *
 * Everything that a revoked key ever signed is void, whatever time it claims: who holds a stolen
 * key can write any time into what it signs.
 *
 * @param version grows by one, from 1
 * @param publishingKeys at most {@value #MAX_KEYS}
 * @param revoked at most {@value #MAX_REVOKED}
 */
public record SiteRoot(
    SiteName site,
    int version,
    Instant issued,
    Instant expires,
    RootKeys rootKeys,
    List<PublishingKey> publishingKeys,
    List<Revocation> revoked) {
  public static final String PAYLOAD_TYPE = "application/vnd.peerage.root.v1+json";

  /** The most bytes that a root document's envelope may have. */
  public static final int MAX_ENVELOPE_BYTES = 64 * 1024;

  private static final int MAX_KEYS = 16;
  private static final int MAX_REVOKED = 100;
  private static final int MAX_REASON_CHARS = 200;

  /**
   * The keys that sign roots.
   *
   * @param threshold how many of them must sign, 1 to the number of keys
   * @param keys at most {@value #MAX_KEYS}, each once
   */
  public record RootKeys(int threshold, List<PublicKey> keys) {
    public RootKeys {
      keys = List.copyOf(keys);
      if (keys.isEmpty() || keys.size() > MAX_KEYS) {
        throw new IllegalArgumentException("rootKeys.keys has 1 to " + MAX_KEYS + " keys");
      }
      if (new HashSet<>(keys).size() != keys.size()) {
        throw new IllegalArgumentException("rootKeys.keys names a key twice");
      }
      if (threshold < 1 || threshold > keys.size()) {
        throw new IllegalArgumentException(
            "rootKeys.threshold is 1 to " + keys.size() + ", not " + threshold);
      }
    }

    /** Whether at least {@link #threshold} of the keys signed {@code envelope}. */
    boolean signed(Envelope envelope) {
      return envelope.signers(keys).size() >= threshold;
    }
  }

  /** A key that may sign manifests issued from {@code notBefore} to {@code notAfter}. */
  public record PublishingKey(PublicKey key, Instant notBefore, Instant notAfter) {
    public PublishingKey {
      if (!notBefore.isBefore(notAfter)) {
        throw new IllegalArgumentException(
            "notBefore " + notBefore + " is not before notAfter " + notAfter);
      }
    }
  }

  /** A key whose signatures count no more. */
  public record Revocation(KeyId keyId, Instant at, String reason) {
    public Revocation {
      if (reason.length() > MAX_REASON_CHARS) {
        throw new IllegalArgumentException(
            "a revocation's reason has at most " + MAX_REASON_CHARS + " characters");
      }
    }
  }

  public SiteRoot {
    if (version < 1) {
      throw new IllegalArgumentException("version counts from 1, not " + version);
    }
    if (!issued.isBefore(expires)) {
      throw new IllegalArgumentException("issued " + issued + " is not before " + expires);
    }
    publishingKeys = List.copyOf(publishingKeys);
    revoked = List.copyOf(revoked);
    if (publishingKeys.size() > MAX_KEYS) {
      throw new IllegalArgumentException("publishingKeys has at most " + MAX_KEYS + " keys");
    }
    if (revoked.size() > MAX_REVOKED) {
      throw new IllegalArgumentException("revoked has at most " + MAX_REVOKED + " entries");
    }
  }

  /** Signs this root. The caller gives enough keys to reach the thresholds. */
  public Envelope sign(List<PrivateKey> keys) {
    return Envelope.sign(PAYLOAD_TYPE, StrictJson.write(this), keys);
  }

  /** Reads the payload of {@code envelope}; says nothing yet about its signatures. */
  public static SiteRoot parse(Envelope envelope)
      throws MalformedMessageException, UntrustedException {
    if (!envelope.payloadType().equals(PAYLOAD_TYPE)) {
      throw new UntrustedException(
          UntrustedException.Reason.MIX_UP,
          "a " + envelope.payloadType() + " where a root document belongs");
    }
    return StrictJson.read(
        "root", envelope.payload().toArray(), MAX_ENVELOPE_BYTES, SiteRoot.class);
  }

  /** Whether {@code keyId} was revoked. */
  public boolean isRevoked(KeyId keyId) {
    return revoked.stream().anyMatch(revocation -> revocation.keyId().equals(keyId));
  }

  /** The publishing key of that name, unless it was revoked. */
  public Optional<PublishingKey> publishingKey(KeyId keyId) {
    return isRevoked(keyId)
        ? Optional.empty()
        : publishingKeys.stream().filter(p -> p.key().id().equals(keyId)).findFirst();
  }

  /** The keys that may sign what is issued at {@code time}. */
  public List<PublicKey> publishersAt(Instant time) {
    return publishingKeys.stream()
        .filter(p -> !time.isBefore(p.notBefore()) && !time.isAfter(p.notAfter()))
        .map(PublishingKey::key)
        .filter(key -> !isRevoked(key.id()))
        .toList();
  }

  /** Ids of all keys that may sign roots. */
  public Set<KeyId> rootKeyIds() {
    Set<KeyId> ids = new HashSet<>();
    rootKeys.keys().forEach(key -> ids.add(key.id()));
    return ids;
  }
}
