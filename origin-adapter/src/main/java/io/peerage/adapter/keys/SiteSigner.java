package io.peerage.adapter.keys;

import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.key.KeyId;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.manifest.Manifest;
import io.peerage.protocol.site.SiteName;
import io.peerage.protocol.site.SiteRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A site's publishing key in use: signs manifests with the newest key that is in the folder and
 * that the newest root allows. {@link #reload} picks up what {@link SiteKeys} changed. Thread-safe.
 */
public final class SiteSigner {
  private final Path folder;
  private final SiteName site;
  private final Passphrase passphrase;
  private final InstantSource clock;
  private volatile Loaded loaded;

  /** The chain, and the key that signs under it. */
  private record Loaded(RootChain chain, PrivateKey key, SiteRoot.PublishingKey entry) {}

  private SiteSigner(
      Path folder, SiteName site, Passphrase passphrase, InstantSource clock, Loaded loaded) {
    this.folder = folder;
    this.site = site;
    this.passphrase = passphrase;
    this.clock = clock;
    this.loaded = loaded;
  }

  /**
   * Opens the keys in {@code folder}.
   *
   * @param passphrase kept, since a rotated key is opened with it later
   * @throws KeysException when nothing could be signed that agents believe; the message names the
   *     file and the command that mends it
   */
  public static SiteSigner open(
      Path folder, SiteName site, Passphrase passphrase, InstantSource clock) throws KeysException {
    return new SiteSigner(
        folder, site, passphrase, clock, load(folder, site, passphrase, clock.instant()));
  }

  private static Loaded load(Path folder, SiteName site, Passphrase passphrase, Instant now)
      throws KeysException {
    RootChain chain = RootChain.load(folder);
    if (!chain.site().equals(site)) {
      throw new KeysException(
          "%s: is of site %s, not of %s; correct keys.folder or the site's name"
              .formatted(chain.newestFile(), chain.site(), site));
    }
    if (!now.isBefore(chain.root().expires())) {
      throw new KeysException(rootExpired(chain));
    }
    List<SiteRoot.PublishingKey> usable = usable(chain, now);
    if (usable.isEmpty()) {
      throw new KeysException(noUsableKey(chain, now));
    }
    KeyFolder files = new KeyFolder(folder);
    for (SiteRoot.PublishingKey entry : usable) {
      Path file = files.publishingKeyFile(entry.key().id());
      if (Files.exists(file)) {
        PrivateKey key = KeyFolder.unlock(file, passphrase);
        if (!key.publicKey().equals(entry.key())) {
          throw new KeysException(
              file + ": holds another key than its name says; restore it from a backup");
        }
        return new Loaded(chain, key, entry);
      }
    }
    throw new KeysException(keyMissing(chain, now));
  }

  /** The publishing keys that may sign at {@code now}, the newest first; roots list them last. */
  private static List<SiteRoot.PublishingKey> usable(RootChain chain, Instant now) {
    SiteRoot root = chain.root();
    return root.publishingKeys().reversed().stream()
        .filter(entry -> root.publishersAt(now).contains(entry.key()))
        .sorted(Comparator.comparing(SiteRoot.PublishingKey::notBefore).reversed())
        .toList();
  }

  public SiteName site() {
    return site;
  }

  public RootChain chain() {
    return loaded.chain;
  }

  /** The key that signs now. */
  public KeyId keyId() {
    return loaded.entry.key().id();
  }

  /** Nothing is signed as issued before this time. */
  public Instant notBefore() {
    return loaded.entry.notBefore();
  }

  /** Whether agents believe what {@code signer} signed at {@code issued}. */
  public boolean isBelieved(KeyId signer, Instant issued) {
    return loaded.chain.root().publishersAt(issued).stream()
        .anyMatch(key -> key.id().equals(signer));
  }

  /**
   * Signs {@code manifest}.
   *
   * @throws KeysException when agents would not believe it, since the key or the root has expired
   */
  public Envelope sign(Manifest manifest) throws KeysException {
    Loaded current = loaded;
    Optional<String> complaint = complaint();
    if (complaint.isPresent()) {
      throw new KeysException(complaint.get());
    }
    return manifest.sign(current.key);
  }

  /** Why nothing can be signed now, if so. */
  public Optional<String> complaint() {
    Loaded current = loaded;
    Instant now = clock.instant();
    if (!now.isBefore(current.chain.root().expires())) {
      return Optional.of(rootExpired(current.chain));
    }
    return usable(current.chain, now).contains(current.entry)
        ? Optional.empty()
        : Optional.of(noUsableKey(current.chain, now));
  }

  /** When signing ends unless the keys are renewed. */
  public Instant expires() {
    Instant key = loaded.entry.notAfter();
    Instant root = loaded.chain.root().expires();
    return key.isBefore(root) ? key : root;
  }

  /**
   * Picks up a newer root or key from the folder.
   *
   * @return whether there was one
   * @throws KeysException when what is there is worse than what is in use, which stays in use
   */
  public boolean reload() throws KeysException {
    Loaded current = loaded;
    int next = current.chain.root().version() + 1;
    boolean keyIsNewest =
        usable(current.chain, clock.instant()).stream()
            .findFirst()
            .map(current.entry::equals)
            .orElse(false);
    if (keyIsNewest && !Files.exists(KeyFolder.rootDocument(folder, next))) {
      return false;
    }
    Loaded fresh = load(folder, site, passphrase, clock.instant());
    if (!fresh.chain.pin().equals(current.chain.pin())) {
      throw new KeysException(
          "%s: the site's first root was replaced; agents that pin the old one would believe nothing"
              .formatted(KeyFolder.rootDocument(folder, 1)));
    }
    if (fresh.chain.root().version() < current.chain.root().version()) {
      throw new KeysException(
          fresh.chain.newestFile() + ": newer roots have vanished; restore them from a backup");
    }
    loaded = fresh;
    return fresh.chain.root().version() != current.chain.root().version()
        || !fresh.entry.equals(current.entry);
  }

  static String rootExpired(RootChain chain) {
    return "%s: root %d of %s expired at %s; renew it with: peerage keys renew --folder %s"
        .formatted(
            chain.newestFile(),
            chain.root().version(),
            chain.site(),
            chain.root().expires(),
            chain.folder());
  }

  static String noUsableKey(RootChain chain, Instant now) {
    String last =
        chain.root().publishingKeys().stream()
            .filter(entry -> !chain.root().isRevoked(entry.key().id()))
            .max(Comparator.comparing(SiteRoot.PublishingKey::notAfter))
            .map(entry ->
                now.isBefore(entry.notBefore())
                    ? "is valid only from " + entry.notBefore()
                    : "expired at " + entry.notAfter())
            .orElse("is revoked");
    return "%s: the publishing key of %s %s; make a new one with: peerage keys rotate --folder %s"
        .formatted(chain.newestFile(), chain.site(), last, chain.folder());
  }

  static String keyMissing(RootChain chain, Instant now) {
    Path file =
        new KeyFolder(chain.folder()).publishingKeyFile(usable(chain, now).getFirst().key().id());
    return "%s: the private key of %s is missing; copy it here, or make a new one with: "
            .formatted(file, chain.site())
        + "peerage keys rotate --folder "
        + chain.folder();
  }
}
