package io.peerage.adapter.keys;

import io.peerage.protocol.key.KeyId;
import io.peerage.protocol.site.RootPin;
import io.peerage.protocol.site.SiteName;
import io.peerage.protocol.site.SiteRoot;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The public facts of a site's keys; nothing here is secret.
 *
 * @param pin what agents are configured with
 * @param version of the newest root
 * @param threshold how many root keys must sign a change
 * @param problems what hinders publishing at the time of asking, each with its remedy
 */
public record KeysSummary(
    SiteName site,
    RootPin pin,
    int version,
    Instant issued,
    Instant expires,
    int threshold,
    List<KeyId> rootKeys,
    List<PublishingKeySummary> publishingKeys,
    List<SiteRoot.Revocation> revoked,
    List<String> problems) {

  /**
   * A publishing key.
   *
   * @param usable whether it may sign now
   * @param present whether its private key is in the folder
   */
  public record PublishingKeySummary(
      KeyId id, Instant notBefore, Instant notAfter, boolean usable, boolean present) {}

  static KeysSummary of(RootChain chain, Instant now) {
    SiteRoot root = chain.root();
    KeyFolder folder = new KeyFolder(chain.folder());
    List<PublishingKeySummary> publishing = new ArrayList<>();
    for (SiteRoot.PublishingKey key : root.publishingKeys()) {
      KeyId id = key.key().id();
      publishing.add(
          new PublishingKeySummary(
              id,
              key.notBefore(),
              key.notAfter(),
              root.publishersAt(now).contains(key.key()),
              Files.exists(folder.publishingKeyFile(id))));
    }
    return new KeysSummary(
        root.site(),
        chain.pin(),
        root.version(),
        root.issued(),
        root.expires(),
        root.rootKeys().threshold(),
        root.rootKeys().keys().stream().map(io.peerage.protocol.key.PublicKey::id).toList(),
        List.copyOf(publishing),
        root.revoked(),
        problems(chain, publishing, now));
  }

  private static List<String> problems(
      RootChain chain, List<PublishingKeySummary> publishing, Instant now) {
    List<String> problems = new ArrayList<>();
    if (!now.isBefore(chain.root().expires())) {
      problems.add(SiteSigner.rootExpired(chain));
    }
    if (publishing.stream().noneMatch(PublishingKeySummary::usable)) {
      problems.add(SiteSigner.noUsableKey(chain, now));
    } else if (publishing.stream().noneMatch(key -> key.usable() && key.present())) {
      problems.add(SiteSigner.keyMissing(chain, now));
    }
    return problems;
  }
}
