package io.peerage.testing;

import io.peerage.protocol.content.HashedContent;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.manifest.Manifest;
import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.protocol.manifest.ReplayHeaders;
import io.peerage.protocol.site.RootPin;
import io.peerage.protocol.site.SiteName;
import io.peerage.protocol.site.SiteRoot;
import io.peerage.protocol.site.TrustedRoot;
import io.peerage.protocol.site.UntrustedException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A site with one root key and one publishing key, valid for a month around its making. */
public final class TestSite {
  private static final SecureRandom RANDOM = new SecureRandom();
  private final SiteName name;
  private final PrivateKey rootKey = PrivateKey.generate(RANDOM);
  private final PrivateKey publishingKey = PrivateKey.generate(RANDOM);
  private final Envelope firstRoot;

  public TestSite(String name, Instant now) {
    this.name = new SiteName(name);
    Duration month = Duration.ofDays(30);
    this.firstRoot =
        new SiteRoot(
                this.name,
                1,
                now.minus(month),
                now.plus(month),
                new SiteRoot.RootKeys(1, List.of(rootKey.publicKey())),
                List.of(
                    new SiteRoot.PublishingKey(
                        publishingKey.publicKey(), now.minus(month), now.plus(month))),
                List.of())
            .sign(List.of(rootKey));
  }

  public SiteName name() {
    return name;
  }

  public Envelope firstRoot() {
    return firstRoot;
  }

  public RootPin pin() {
    return RootPin.of(firstRoot);
  }

  public PrivateKey rootKey() {
    return rootKey;
  }

  public PrivateKey publishingKey() {
    return publishingKey;
  }

  public TrustedRoot trusted() {
    try {
      return TrustedRoot.first(name, pin(), firstRoot);
    } catch (MalformedMessageException | UntrustedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A manifest for an hour from {@code issued} on. */
  public Manifest manifest(
      String path,
      long generation,
      HashedContent content,
      Map<String, String> headers,
      Instant issued) {
    return new Manifest(
        name,
        new ObjectPath(path),
        generation,
        content.layout().length(),
        content.layout().chunkBytes(),
        content.root(),
        content.chunkHashes().toBase64(),
        new ReplayHeaders(headers),
        issued,
        issued.plus(Duration.ofHours(1)));
  }

  /** The manifest, signed. */
  public Envelope sign(Manifest manifest) {
    return manifest.sign(publishingKey);
  }
}
