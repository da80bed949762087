package io.peerage.protocol.site;

import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.site.UntrustedException.Reason;
import java.time.Instant;

/**
 * The newest root of a site that was reached from its pinned first root, step by step. Immutable.
 *
 * <p>A chain may pass over expired roots; {@link #requireCurrent} is asked only of its end, and
 * before anything is believed because of it.
 */
public final class TrustedRoot {
  private final SiteRoot root;
  private final Envelope envelope;

  private TrustedRoot(SiteRoot root, Envelope envelope) {
    this.root = root;
    this.envelope = envelope;
  }

  /**
   * Starts the chain at the pinned root.
   *
   * @throws UntrustedException when {@code envelope} is not version 1 of {@code site}, not the
   *     pinned one, or not signed by its own threshold
   */
  public static TrustedRoot first(SiteName site, RootPin pin, Envelope envelope)
      throws MalformedMessageException, UntrustedException {
    SiteRoot root = SiteRoot.parse(envelope);
    requireSite(site, root);
    if (root.version() != 1) {
      throw new UntrustedException(
          Reason.VERSION_GAP,
          "the chain starts at root 1 of " + site + ", not at " + root.version());
    }
    RootPin actual = RootPin.of(envelope);
    if (!actual.equals(pin)) {
      throw new UntrustedException(
          Reason.PIN, "root 1 of %s has pin %s, not %s".formatted(site, actual, pin));
    }
    requireSigned(root, root, envelope);
    return new TrustedRoot(root, envelope);
  }

  /**
   * Takes the chain one step on.
   *
   * @throws UntrustedException when {@code next} is not the version after this one, of the same
   *     site, signed by the thresholds of both
   */
  public TrustedRoot next(Envelope next) throws MalformedMessageException, UntrustedException {
    SiteRoot candidate = SiteRoot.parse(next);
    requireSite(root.site(), candidate);
    if (candidate.version() <= root.version()) {
      throw new UntrustedException(
          Reason.ROLLBACK,
          "root %d of %s after root %d"
              .formatted(candidate.version(), root.site(), root.version()));
    }
    if (candidate.version() != root.version() + 1) {
      throw new UntrustedException(
          Reason.VERSION_GAP,
          "root %d of %s right after root %d"
              .formatted(candidate.version(), root.site(), root.version()));
    }
    requireSigned(root, candidate, next);
    requireSigned(candidate, candidate, next);
    return new TrustedRoot(candidate, next);
  }

  /** Throws unless this root is unexpired at {@code now}. */
  public void requireCurrent(Instant now) throws UntrustedException {
    if (!now.isBefore(root.expires())) {
      throw new UntrustedException(
          Reason.EXPIRED,
          "root %d of %s expired at %s".formatted(root.version(), root.site(), root.expires()));
    }
  }

  public SiteRoot root() {
    return root;
  }

  /** The signed document, to be kept or passed on. */
  public Envelope envelope() {
    return envelope;
  }

  private static void requireSite(SiteName site, SiteRoot root) throws UntrustedException {
    if (!root.site().equals(site)) {
      throw new UntrustedException(
          Reason.MIX_UP, "a root of " + root.site() + " where one of " + site + " belongs");
    }
  }

  private static void requireSigned(SiteRoot signers, SiteRoot signed, Envelope envelope)
      throws UntrustedException {
    if (!signers.rootKeys().signed(envelope)) {
      throw new UntrustedException(
          Reason.SIGNATURE,
          "root %d of %s lacks the %d signatures that root %d asks for"
              .formatted(
                  signed.version(),
                  signed.site(),
                  signers.rootKeys().threshold(),
                  signers.version()));
    }
  }
}
