package io.peerage.protocol.site;

import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.key.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** A site with keys ready to hand, for tests. */
public final class SiteFixture {
  public static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  public static final SiteName SITE = new SiteName("media.example.com");

  /** A key by number; the same number gives the same key. */
  public static PrivateKey key(int number) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) number);
    return PrivateKey.ofSeed(seed);
  }

  public static SiteRoot root(
      int version, int threshold, List<PrivateKey> rootKeys, PrivateKey... publishers) {
    return root(
        version, threshold, rootKeys, NOW.plus(Duration.ofDays(365)), List.of(), publishers);
  }

  public static SiteRoot root(
      int version,
      int threshold,
      List<PrivateKey> rootKeys,
      Instant expires,
      List<SiteRoot.Revocation> revoked,
      PrivateKey... publishers) {
    return new SiteRoot(
        SITE,
        version,
        NOW.minus(Duration.ofDays(30)),
        expires,
        new SiteRoot.RootKeys(threshold, rootKeys.stream().map(PrivateKey::publicKey).toList()),
        Arrays.stream(publishers)
            .map(key ->
                new SiteRoot.PublishingKey(
                    key.publicKey(), NOW.minus(Duration.ofDays(30)), NOW.plus(Duration.ofDays(30))))
            .toList(),
        revoked);
  }

  /** A chain of one root, signed by {@code rootKey}, in which {@code publishers} may publish. */
  public static TrustedRoot trusted(PrivateKey rootKey, PrivateKey... publishers) {
    Envelope first = root(1, 1, List.of(rootKey), publishers).sign(List.of(rootKey));
    try {
      return TrustedRoot.first(SITE, RootPin.of(first), first);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private SiteFixture() {}
}
