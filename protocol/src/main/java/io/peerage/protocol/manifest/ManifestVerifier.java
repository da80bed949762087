package io.peerage.protocol.manifest;

import io.peerage.protocol.content.ContentMismatchException;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.key.KeyId;
import io.peerage.protocol.key.PublicKey;
import io.peerage.protocol.site.SiteRoot;
import io.peerage.protocol.site.TrustedRoot;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.protocol.site.UntrustedException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether a manifest is to be believed. Stateless: what was seen before and what time it is
 * are handed in. The checks, in order: kind and form; site and path asked for; the root is current;
 * a publishing key that was valid when the manifest was issued, and is not revoked, signed it; not
 * expired, not from the future; generation not below the one seen; hashes agree with the root.
 */
public final class ManifestVerifier {
  /** How far apart the clocks of publisher and agent may be. */
  public static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

  private ManifestVerifier() {}

  /**
   * Checks {@code envelope} as the manifest of {@code path}.
   *
   * @param seen the newest manifest believed for this path so far
   * @throws MalformedMessageException when it is no manifest at all
   * @throws UntrustedException when it is one, but not to be believed
   */
  public static VerifiedManifest verify(
      Envelope envelope,
      ObjectPath path,
      TrustedRoot trusted,
      Optional<SeenGeneration> seen,
      Instant now)
      throws MalformedMessageException, UntrustedException {
    Manifest manifest = Manifest.parse(envelope);
    SiteRoot root = trusted.root();
    if (!manifest.site().equals(root.site()) || !manifest.path().equals(path)) {
      throw new UntrustedException(
          Reason.MIX_UP,
          "the manifest of %s%s where that of %s%s belongs"
              .formatted(manifest.site(), manifest.path(), root.site(), path));
    }
    trusted.requireCurrent(now);
    KeyId signer = requireSigner(envelope, manifest, root);
    requireTime(manifest, now);
    if (seen.isPresent()) {
      requireNoRollback(manifest, seen.get(), root);
    }
    try {
      ContentVerifier content =
          ContentVerifier.of(manifest.contentRoot(), manifest.length(), manifest.chunkLayer());
      return new VerifiedManifest(manifest, content, signer, envelope);
    } catch (ContentMismatchException e) {
      throw new UntrustedException(
          Reason.INCONSISTENT, "the manifest of " + path + " has " + e.getMessage());
    }
  }

  private static KeyId requireSigner(Envelope envelope, Manifest manifest, SiteRoot root)
      throws UntrustedException {
    List<PublicKey> publishers = root.publishersAt(manifest.issued());
    return envelope.signers(publishers).stream()
        .findFirst()
        .orElseThrow(() ->
            new UntrustedException(
                Reason.SIGNATURE,
                "no publishing key of root %d that is valid at %s signed the manifest of %s"
                    .formatted(root.version(), manifest.issued(), manifest.path())));
  }

  private static void requireTime(Manifest manifest, Instant now) throws UntrustedException {
    if (!now.isBefore(manifest.expires())) {
      throw new UntrustedException(
          Reason.EXPIRED,
          "the manifest of %s expired at %s".formatted(manifest.path(), manifest.expires()));
    }
    if (manifest.issued().isAfter(now.plus(CLOCK_TOLERANCE))) {
      throw new UntrustedException(
          Reason.NOT_YET_VALID,
          "the manifest of %s is issued at %s, but now is %s"
              .formatted(manifest.path(), manifest.issued(), now));
    }
  }

  private static void requireNoRollback(Manifest manifest, SeenGeneration seen, SiteRoot root)
      throws UntrustedException {
    if (root.publishingKey(seen.signer()).isEmpty()) {
      return;
    }
    if (manifest.generation() < seen.generation()) {
      throw new UntrustedException(
          Reason.ROLLBACK,
          "generation %d of %s after generation %d"
              .formatted(manifest.generation(), manifest.path(), seen.generation()));
    }
    if (manifest.generation() == seen.generation()
        && !manifest.contentRoot().equals(seen.contentRoot())) {
      throw new UntrustedException(
          Reason.EQUIVOCATION,
          "generation %d of %s has two contents, %s and %s"
              .formatted(
                  manifest.generation(),
                  manifest.path(),
                  seen.contentRoot(),
                  manifest.contentRoot()));
    }
  }
}
