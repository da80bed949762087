package io.peerage.adapter.keys;

import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.key.KeyId;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.key.PublicKey;
import io.peerage.protocol.site.SiteName;
import io.peerage.protocol.site.SiteRoot;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.runtime.identity.PrivateFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What can be done to a site's keys. Every change writes one more root document, signed by the
 * thresholds of the roots before and after it; private keys are written before the root that names
 * them, so that wherever a crash stops a change, the folder holds either the old keys or the new.
 * Run again, the change is made.
 *
 * <p>Root keys may lie in a folder of their own, kept offline, under a passphrase of their own. Not
 * thread-safe: one operator at a time.
 */
public final class SiteKeys {
  /** Longer than any manifest is believed, so that a dropped key has nothing left to vouch for. */
  private static final Duration KEEP_EXPIRED = Duration.ofDays(32);

  private final KeyFolder folder;
  private final KeyFolder rootKeys;
  private final KeyEncryption encryption;
  private final InstantSource clock;
  private final SecureRandom random;

  /**
   * @param folder root documents and publishing keys
   * @param rootKeys root keys; may be the same folder
   */
  public SiteKeys(
      Path folder,
      Path rootKeys,
      KeyEncryption encryption,
      InstantSource clock,
      SecureRandom random) {
    this(folder, rootKeys, encryption, clock, random, PrivateFiles::write);
  }

  SiteKeys(
      Path folder,
      Path rootKeys,
      KeyEncryption encryption,
      InstantSource clock,
      SecureRandom random,
      KeyFolder.Writer writer) {
    this.folder = new KeyFolder(folder, writer);
    this.rootKeys = new KeyFolder(rootKeys, writer);
    this.encryption = encryption;
    this.clock = clock;
    this.random = random;
  }

  /** The passphrases of both kinds of key; they may be the same. */
  public record Passphrases(Passphrase root, Passphrase publishing) {}

  /** Makes the keys of a new site, and its first root. */
  public KeysSummary init(SiteName site, KeyPolicy policy, Passphrases passphrases)
      throws KeysException {
    Path first = KeyFolder.rootDocument(folder.path(), 1);
    if (Files.exists(first)) {
      throw new KeysException(
          first + ": the site has keys already; change them with: peerage keys rotate");
    }
    Instant now = now();
    List<PrivateKey> roots =
        Stream.generate(() -> PrivateKey.generate(random)).limit(policy.rootKeys()).toList();
    for (PrivateKey key : roots) {
      writeRootKey(key, passphrases.root());
    }
    PrivateKey publishing = newPublishingKey(passphrases.publishing());
    SiteRoot root =
        new SiteRoot(
            site,
            1,
            now,
            now.plus(policy.rootValidity()),
            new SiteRoot.RootKeys(
                policy.threshold(), roots.stream().map(PrivateKey::publicKey).toList()),
            List.of(publishingKey(publishing, now, policy.publishingValidity())),
            List.of());
    write(first, root.sign(roots));
    return verify();
  }

  /** Makes a new publishing key; the old one may sign for {@link KeyPolicy#overlap} more. */
  public KeysSummary rotatePublishingKey(KeyPolicy policy, Passphrases passphrases)
      throws KeysException {
    Draft draft = draft();
    draft.limitPublishingKeys(policy.overlap());
    addPublishingKey(draft, policy, passphrases);
    return commit(draft, policy, passphrases.root());
  }

  /** Puts a new root key in the place of {@code old}. */
  public KeysSummary rotateRootKey(KeyId old, KeyPolicy policy, Passphrases passphrases)
      throws KeysException {
    Draft draft = draft();
    replaceRootKey(draft, old, passphrases);
    return commit(draft, policy, passphrases.root());
  }

  /**
   * Makes all void that the key {@code id} ever signed. A root key is replaced; so is a publishing
   * key, when no other may sign.
   *
   * @param reason for everyone to read, at most 200 characters
   */
  public KeysSummary revoke(KeyId id, String reason, KeyPolicy policy, Passphrases passphrases)
      throws KeysException {
    Draft draft = draft();
    if (draft.rootKeys.stream().anyMatch(key -> key.id().equals(id))) {
      replaceRootKey(draft, id, passphrases);
    } else if (!draft.publishingKeys.removeIf(entry -> entry.key().id().equals(id))) {
      throw new KeysException(
          "%s: names no key %s; its keys are %s"
              .formatted(draft.chain.newestFile(), id, draft.keyIds()));
    }
    draft.revoked.add(new SiteRoot.Revocation(id, draft.now, reason));
    if (draft.publishingKeys.stream().noneMatch(entry -> draft.now.isBefore(entry.notAfter()))) {
      addPublishingKey(draft, policy, passphrases);
    }
    return commit(draft, policy, passphrases.root());
  }

  /** Moves the expiry of the root and of the newest publishing key; the keys stay. */
  public KeysSummary renew(KeyPolicy policy, Passphrase rootPassphrase) throws KeysException {
    Draft draft = draft();
    draft.renewNewestPublishingKey(policy.publishingValidity());
    return commit(draft, policy, rootPassphrase);
  }

  /** The public facts; needs no passphrase. */
  public KeysSummary show() throws KeysException {
    return verify();
  }

  /** Verifies every step of the chain; the first that fails is named. */
  public KeysSummary verify() throws KeysException {
    return KeysSummary.of(RootChain.load(folder.path()), clock.instant());
  }

  private Draft draft() throws KeysException {
    return new Draft(RootChain.load(folder.path()), now());
  }

  private void replaceRootKey(Draft draft, KeyId old, Passphrases passphrases)
      throws KeysException {
    int at = draft.rootKeys.stream().map(PublicKey::id).toList().indexOf(old);
    if (at < 0) {
      throw new KeysException(
          "%s: names no root key %s; its root keys are %s"
              .formatted(
                  draft.chain.newestFile(),
                  old,
                  draft.rootKeys.stream().map(PublicKey::id).toList()));
    }
    draft.requireSigners(rootKeys.unlockRootKeys(passphrases.root()), rootKeys.path());
    PrivateKey fresh = PrivateKey.generate(random);
    writeRootKey(fresh, passphrases.root());
    draft.rootKeys.set(at, fresh.publicKey());
  }

  private void addPublishingKey(Draft draft, KeyPolicy policy, Passphrases passphrases)
      throws KeysException {
    draft.requireSigners(rootKeys.unlockRootKeys(passphrases.root()), rootKeys.path());
    PrivateKey key = newPublishingKey(passphrases.publishing());
    draft.publishingKeys.add(publishingKey(key, draft.now, policy.publishingValidity()));
  }

  private KeysSummary commit(Draft draft, KeyPolicy policy, Passphrase rootPassphrase)
      throws KeysException {
    SiteRoot next;
    try {
      next = draft.next(policy.rootValidity());
    } catch (IllegalArgumentException e) {
      throw new KeysException(draft.chain.newestFile() + ": " + e.getMessage(), e);
    }
    List<PrivateKey> available = rootKeys.unlockRootKeys(rootPassphrase);
    Envelope envelope = next.sign(draft.signers(next, available, rootKeys.path()));
    try {
      draft.chain.newest().next(envelope);
    } catch (MalformedMessageException | UntrustedException e) {
      throw new IllegalStateException("a root that was signed by both thresholds is no good", e);
    }
    write(KeyFolder.rootDocument(folder.path(), next.version()), envelope);
    return verify();
  }

  private void writeRootKey(PrivateKey key, Passphrase passphrase) throws KeysException {
    rootKeys.write(
        rootKeys.rootKeyFile(key.publicKey().id()), encryption.encrypt(key, passphrase, random));
  }

  private PrivateKey newPublishingKey(Passphrase passphrase) throws KeysException {
    PrivateKey key = PrivateKey.generate(random);
    folder.write(
        folder.publishingKeyFile(key.publicKey().id()),
        encryption.encrypt(key, passphrase, random));
    return key;
  }

  private void write(Path file, Envelope root) throws KeysException {
    folder.write(file, new String(root.toJson(), StandardCharsets.UTF_8));
  }

  private static SiteRoot.PublishingKey publishingKey(
      PrivateKey key, Instant now, Duration validity) {
    return new SiteRoot.PublishingKey(key.publicKey(), now, now.plus(validity));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /** The next root as it is being made. */
  private static final class Draft {
    final RootChain chain;
    final Instant now;
    final List<PublicKey> rootKeys;
    final List<SiteRoot.PublishingKey> publishingKeys;
    final List<SiteRoot.Revocation> revoked;

    Draft(RootChain chain, Instant now) {
      this.chain = chain;
      this.now = now;
      SiteRoot root = chain.root();
      this.rootKeys = new ArrayList<>(root.rootKeys().keys());
      this.publishingKeys = new ArrayList<>(root.publishingKeys());
      this.revoked = new ArrayList<>(root.revoked());
    }

    List<KeyId> keyIds() {
      return Stream.concat(
              rootKeys.stream(), publishingKeys.stream().map(SiteRoot.PublishingKey::key))
          .map(PublicKey::id)
          .toList();
    }

    void limitPublishingKeys(Duration overlap) {
      Instant end = now.plus(overlap);
      publishingKeys.replaceAll(entry ->
          entry.notAfter().isAfter(end) && entry.notBefore().isBefore(end)
              ? new SiteRoot.PublishingKey(entry.key(), entry.notBefore(), end)
              : entry);
    }

    void renewNewestPublishingKey(Duration validity) throws KeysException {
      Optional<SiteRoot.PublishingKey> newest =
          publishingKeys.stream()
              .max(java.util.Comparator.comparing(SiteRoot.PublishingKey::notBefore));
      if (newest.isEmpty()) {
        throw new KeysException(SiteSigner.noUsableKey(chain, now));
      }
      SiteRoot.PublishingKey entry = newest.get();
      publishingKeys.set(
          publishingKeys.indexOf(entry),
          new SiteRoot.PublishingKey(entry.key(), entry.notBefore(), now.plus(validity)));
    }

    SiteRoot next(Duration validity) {
      SiteRoot root = chain.root();
      publishingKeys.removeIf(entry ->
          entry.notAfter().plus(KEEP_EXPIRED).isBefore(now) || root.isRevoked(entry.key().id()));
      return new SiteRoot(
          root.site(),
          root.version() + 1,
          now,
          now.plus(validity),
          new SiteRoot.RootKeys(root.rootKeys().threshold(), rootKeys),
          publishingKeys,
          revoked);
    }

    /** Fails early, before a new key is written for a root that cannot be signed. */
    void requireSigners(List<PrivateKey> available, Path from) throws KeysException {
      choose(chain.root(), available, from);
    }

    /** Keys that reach the thresholds of the newest root and of {@code next}. */
    List<PrivateKey> signers(SiteRoot next, List<PrivateKey> available, Path from)
        throws KeysException {
      List<PrivateKey> both =
          available.stream()
              .filter(key -> next.rootKeys().keys().contains(key.publicKey()))
              .toList();
      List<PrivateKey> ordered =
          Stream.concat(both.stream(), available.stream().filter(key -> !both.contains(key)))
              .toList();
      return Stream.concat(
              choose(chain.root(), ordered, from).stream(), choose(next, ordered, from).stream())
          .distinct()
          .toList();
    }

    private static List<PrivateKey> choose(SiteRoot root, List<PrivateKey> available, Path from)
        throws KeysException {
      List<PrivateKey> chosen =
          available.stream()
              .filter(key -> root.rootKeys().keys().contains(key.publicKey()))
              .limit(root.rootKeys().threshold())
              .toList();
      if (chosen.size() < root.rootKeys().threshold()) {
        throw new KeysException(
            "%s: has %d of the root keys that root %d of %s names, %d are needed; they are %s"
                .formatted(
                    from,
                    chosen.size(),
                    root.version(),
                    root.site(),
                    root.rootKeys().threshold(),
                    root.rootKeys().keys().stream().map(PublicKey::id).toList()));
      }
      return chosen;
    }
  }
}
