package io.peerage.adapter.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.content.HashedContent;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.key.KeyId;
import io.peerage.protocol.manifest.Manifest;
import io.peerage.protocol.manifest.ManifestVerifier;
import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.protocol.manifest.ReplayHeaders;
import io.peerage.protocol.site.SiteName;
import io.peerage.protocol.site.TrustedRoot;
import io.peerage.runtime.identity.PrivateFiles;
import io.peerage.testing.FakeClock;
import io.peerage.testing.SeededContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteKeysTest {
  private static final SiteName SITE = new SiteName("media.example.com");
  private static final KeyEncryption FAST = new KeyEncryption(1 << 12);
  private static final KeyPolicy POLICY =
      new KeyPolicy(3, 2, Duration.ofDays(365), Duration.ofDays(90), Duration.ofDays(1));

  private final FakeClock clock = new FakeClock(Instant.parse("2026-11-21T09:00:00Z"));
  private final SecureRandom random = new SecureRandom();

  @TempDir Path temp;
  private Path folder;
  private Path offline;
  private SiteKeys.Passphrases passphrases;
  private SiteKeys keys;

  @BeforeEach
  void prepare() throws Exception {
    folder = temp.resolve("keys");
    offline = temp.resolve("offline");
    passphrases =
        new SiteKeys.Passphrases(passphrase("root passphrase"), passphrase("publishing one"));
    keys = new SiteKeys(folder, offline, FAST, clock, random);
  }

  @Test
  void initMakesKeysUnderWhichAgentsBelieveManifests() throws Exception {
    KeysSummary summary = keys.init(SITE, POLICY, passphrases);
    assertThat(summary.site()).isEqualTo(SITE);
    assertThat(summary.version()).isEqualTo(1);
    assertThat(summary.threshold()).isEqualTo(2);
    assertThat(summary.rootKeys()).hasSize(3);
    assertThat(summary.publishingKeys()).singleElement().matches(key -> key.usable());
    assertThat(summary.problems()).isEmpty();
    assertAgentsBelieve(open());
  }

  @Test
  void privateKeysAreEncryptedAndForTheirOwnerOnly() throws Exception {
    keys.init(SITE, POLICY, passphrases);
    List<Path> files = new ArrayList<>();
    for (Path place : List.of(folder, offline)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
          .isEqualTo("rwx------");
      try (DirectoryStream<Path> pems = Files.newDirectoryStream(place, "*.pem")) {
        pems.forEach(files::add);
      }
    }
    assertThat(files).hasSize(4);
    for (Path file : files) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(Files.readString(file)).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
    }
  }

  @Test
  void servingNeedsNoRootKeys() throws Exception {
    keys.init(SITE, POLICY, passphrases);
    Files.move(offline, temp.resolve("vault"));
    assertAgentsBelieve(open());
  }

  @Test
  void rotationLeavesTheOldPublishingKeyADayAndTheNewOneSigns() throws Exception {
    keys.init(SITE, POLICY, passphrases);
    SiteSigner signer = open();
    KeyId first = signer.keyId();
    Envelope old = signer.sign(manifest(clock.instant()));
    clock.advance(Duration.ofDays(10));
    KeysSummary summary = keys.rotatePublishingKey(POLICY, passphrases);
    assertThat(summary.version()).isEqualTo(2);
    assertThat(summary.publishingKeys()).hasSize(2);
    assertThat(summary.publishingKeys().getFirst().notAfter())
        .isEqualTo(clock.instant().plus(Duration.ofDays(1)));
    assertThat(signer.reload()).isTrue();
    assertThat(signer.reload()).isFalse();
    assertThat(signer.keyId()).isNotEqualTo(first);
    assertAgentsBelieve(signer);
    assertThat(signer.isBelieved(first, clock.instant().minus(Duration.ofDays(10)))).isTrue();
    assertBelieved(signer, old);
    clock.advance(Duration.ofDays(2));
    assertThat(signer.isBelieved(first, clock.instant())).isFalse();
  }

  @Test
  void rotationWithinASecondStillSignsWithTheNewKey() throws Exception {
    keys.init(SITE, POLICY, passphrases);
    KeyId first = open().keyId();
    keys.rotatePublishingKey(POLICY, passphrases);
    assertThat(open().keyId()).isNotEqualTo(first);
  }

  @Test
  void newRootKeyIsVouchedForByTheOldOnes() throws Exception {
    KeysSummary before = keys.init(SITE, POLICY, passphrases);
    KeyId old = before.rootKeys().getFirst();
    KeysSummary after = keys.rotateRootKey(old, POLICY, passphrases);
    assertThat(after.rootKeys()).hasSize(3).doesNotContain(old);
    assertThat(after.pin()).isEqualTo(before.pin());
    assertAgentsBelieve(open());
    assertThatExceptionOfType(KeysException.class)
        .isThrownBy(() -> keys.rotateRootKey(old, POLICY, passphrases))
        .withMessageContaining("names no root key");
  }

  @Test
  void everyRootKeyCanBeReplacedOneAfterAnother() throws Exception {
    KeysSummary first = keys.init(SITE, POLICY, passphrases);
    for (KeyId id : first.rootKeys()) {
      keys.rotateRootKey(id, POLICY, passphrases);
    }
    KeysSummary last = keys.renew(POLICY, passphrases.root());
    assertThat(last.version()).isEqualTo(5);
    assertThat(last.rootKeys()).doesNotContainAnyElementsOf(first.rootKeys());
    assertAgentsBelieve(open());
  }

  @Test
  void revokingThePublishingKeyVoidsWhatItSignedAndMakesANewOne() throws Exception {
    keys.init(SITE, POLICY, passphrases);
    SiteSigner signer = open();
    KeyId stolen = signer.keyId();
    Instant then = clock.instant();
    clock.advance(Duration.ofHours(1));
    KeysSummary summary = keys.revoke(stolen, "laptop lost", POLICY, passphrases);
    assertThat(summary.revoked())
        .singleElement()
        .matches(entry -> entry.keyId().equals(stolen) && entry.reason().equals("laptop lost"));
    signer.reload();
    assertThat(signer.isBelieved(stolen, then)).isFalse();
    assertThat(signer.keyId()).isNotEqualTo(stolen);
    assertAgentsBelieve(signer);
  }

  @Test
  void revokedRootKeyIsReplaced() throws Exception {
    KeyId lost = keys.init(SITE, POLICY, passphrases).rootKeys().get(1);
    KeysSummary summary = keys.revoke(lost, "lost", POLICY, passphrases);
    assertThat(summary.rootKeys()).hasSize(3).doesNotContain(lost);
    assertAgentsBelieve(open());
  }

  @Test
  void revokingAKeyThatTheSiteHasNotIsRefused() throws Exception {
    keys.init(SITE, POLICY, passphrases);
    KeyId stranger = new KeyId("ab".repeat(32));
    assertThatExceptionOfType(KeysException.class)
        .isThrownBy(() -> keys.revoke(stranger, "?", POLICY, passphrases))
        .withMessageContaining("names no key " + stranger);
  }

  @Test
  void renewalMovesBothExpiries() throws Exception {
    keys.init(SITE, POLICY, passphrases);
    clock.advance(Duration.ofDays(400));
    assertThat(keys.show().problems())
        .hasSize(2)
        .anyMatch(p -> p.contains("root-1.json") && p.contains("peerage keys renew"))
        .anyMatch(p -> p.contains("publishing key") && p.contains("peerage keys rotate"));
    KeysSummary renewed = keys.renew(POLICY, passphrases.root());
    assertThat(renewed.problems()).isEmpty();
    assertThat(renewed.expires()).isEqualTo(clock.instant().plus(Duration.ofDays(365)));
    assertAgentsBelieve(open());
  }

  @Test
  void openingSaysWhichFileIsWrongAndWhatMendsIt() throws Exception {
    refuses("root-1.json", "no such root document", "peerage keys init");
    keys.init(SITE, POLICY, passphrases);
    assertThatExceptionOfType(KeysException.class)
        .isThrownBy(() -> SiteSigner.open(folder, SITE, passphrase("wrong one!"), clock))
        .withMessageContaining("publishing-")
        .withMessageContaining("passphrase does not open it");
    assertThatExceptionOfType(KeysException.class)
        .isThrownBy(
            () -> SiteSigner.open(folder, new SiteName("other"), passphrases.publishing(), clock))
        .withMessageContaining("is of site media.example.com, not of other");

    clock.advance(Duration.ofDays(91));
    refuses("root-1.json", "publishing key", "expired at", "peerage keys rotate");
    keys.rotatePublishingKey(POLICY, passphrases);
    clock.advance(Duration.ofDays(366));
    refuses("root-2.json", "expired at", "peerage keys renew");
    keys.rotatePublishingKey(POLICY, passphrases);

    Path pem = pem(folder);
    Files.move(pem, temp.resolve("elsewhere.pem"));
    refuses(pem.getFileName().toString(), "missing", "peerage keys rotate");
    Files.writeString(pem, "garbage");
    refuses(pem.getFileName().toString(), "not an encrypted private key");
    Files.writeString(
        pem, Files.readString(temp.resolve("elsewhere.pem")).replaceAll("[0-3]", "4"));
    refuses(pem.getFileName().toString());

    Files.delete(folder.resolve("root-2.json"));
    refuses("root-2.json", "is missing, but root-3.json is there");
    Files.writeString(folder.resolve("root-2.json"), "{}");
    refuses("root-2.json", "damaged");
    Files.writeString(
        folder.resolve("root-2.json"), Files.readString(folder.resolve("root-1.json")));
    refuses("root-2.json", "root 1 of media.example.com after root 1");
  }

  @Test
  void changeWithoutEnoughRootKeysIsRefusedBeforeAnythingIsWritten() throws Exception {
    keys.init(SITE, POLICY, passphrases);
    try (DirectoryStream<Path> pems = Files.newDirectoryStream(offline, "*.pem")) {
      int kept = 0;
      for (Path file : pems) {
        if (kept++ > 0) {
          Files.delete(file);
        }
      }
    }
    List<String> before = names(folder);
    assertThatExceptionOfType(KeysException.class)
        .isThrownBy(() -> keys.rotatePublishingKey(POLICY, passphrases))
        .withMessageContaining("has 1 of the root keys")
        .withMessageContaining("2 are needed");
    assertThat(names(folder)).isEqualTo(before);
    SiteKeys wrong = new SiteKeys(folder, offline, FAST, clock, random);
    assertThatExceptionOfType(KeysException.class)
        .isThrownBy(() -> wrong.renew(POLICY, passphrases.publishing()))
        .withMessageContaining("passphrase does not open it");
  }

  @Test
  void initDoesNotTouchKeysThatAreThere() throws Exception {
    keys.init(SITE, POLICY, passphrases);
    assertThatExceptionOfType(KeysException.class)
        .isThrownBy(() -> keys.init(SITE, POLICY, passphrases))
        .withMessageContaining("has keys already");
  }

  @Test
  void reloadKeepsWhatIsInUseWhenTheFolderGetsWorse() throws Exception {
    keys.init(SITE, POLICY, passphrases);
    SiteSigner signer = open();
    Files.writeString(folder.resolve("root-2.json"), "half a docum");
    assertThatExceptionOfType(KeysException.class)
        .isThrownBy(signer::reload)
        .withMessageContaining("root-2.json");
    assertAgentsBelieve(signer);
  }

  @Test
  void signerRefusesOnceItsKeyOrRootExpired() throws Exception {
    keys.init(SITE, POLICY, passphrases);
    SiteSigner signer = open();
    assertThat(signer.complaint()).isEmpty();
    clock.advance(Duration.ofDays(91));
    assertThat(signer.complaint()).hasValueSatisfying(c -> assertThat(c).contains("keys rotate"));
    assertThatExceptionOfType(KeysException.class)
        .isThrownBy(() -> signer.sign(manifest(clock.instant())));
    clock.advance(Duration.ofDays(300));
    assertThat(signer.complaint()).hasValueSatisfying(c -> assertThat(c).contains("keys renew"));
  }

  @Test
  void crashAfterAnyWriteLeavesAFolderThatWorks() throws Exception {
    List<Change> changes =
        List.of(
            k -> k.rotatePublishingKey(POLICY, passphrases),
            k -> k.rotateRootKey(k.show().rootKeys().getFirst(), POLICY, passphrases),
            k -> k.revoke(k.show().publishingKeys().getLast().id(), "stolen", POLICY, passphrases),
            k -> k.renew(POLICY, passphrases.root()));
    keys.init(SITE, POLICY, passphrases);
    for (Change change : changes) {
      boolean crashed = true;
      for (int writes = 0; crashed; writes++) {
        for (boolean written : new boolean[] {false, true}) {
          crashed = crashes(change, writes, written);
          assertAgentsBelieve(open());
        }
      }
      int version = keys.show().version();
      clock.advance(Duration.ofSeconds(1));
      change.on(keys);
      assertThat(keys.show().version()).isEqualTo(version + 1);
      assertAgentsBelieve(open());
    }
  }

  @Test
  void crashDuringInitLetsInitRunAgain() throws Exception {
    boolean crashed = true;
    int crashes = 0;
    for (int writes = 0; crashed; writes++) {
      crashed = crashes(k -> k.init(SITE, POLICY, passphrases), writes, false);
      if (crashed) {
        crashes++;
        assertThat(folder.resolve("root-1.json")).doesNotExist();
      }
    }
    assertThat(crashes).isEqualTo(5);
    assertAgentsBelieve(open());
  }

  @Test
  void passphrasesComeFromFilesAndTheEnvironment() throws Exception {
    Path file = Files.writeString(temp.resolve("pass"), "correct horse\nsecond line\n");
    keys.init(SITE, POLICY, new SiteKeys.Passphrases(passphrases.root(), Passphrase.ofFile(file)));
    SiteSigner.open(
        folder, SITE, Passphrase.ofEnvironment(Map.of("KEYS", "correct horse"), "KEYS"), clock);
    assertThatExceptionOfType(KeysException.class)
        .isThrownBy(() -> Passphrase.ofFile(temp.resolve("none")))
        .withMessageContaining("no such file");
    assertThatExceptionOfType(KeysException.class)
        .isThrownBy(() -> Passphrase.ofEnvironment(Map.of(), "KEYS"))
        .withMessageContaining("KEYS is not set");
    assertThatExceptionOfType(KeysException.class)
        .isThrownBy(() -> Passphrase.of("short".toCharArray()))
        .withMessageContaining("has 5 characters");
  }

  private interface Change {
    void on(SiteKeys keys) throws KeysException;
  }

  /** Stops {@code change} after so many writes: before the next one, or in its middle. */
  private boolean crashes(Change change, int writes, boolean leaveTemporary) throws Exception {
    int[] left = {writes};
    SiteKeys crashing =
        new SiteKeys(
            folder,
            offline,
            FAST,
            clock,
            random,
            (file, text) -> {
              if (left[0]-- == 0) {
                if (leaveTemporary) {
                  Files.writeString(file.resolveSibling(file.getFileName() + ".new"), "half");
                }
                throw new UncheckedIOException(new IOException("the machine went down"));
              }
              PrivateFiles.write(file, text);
            });
    try {
      change.on(crashing);
      return false;
    } catch (UncheckedIOException e) {
      return true;
    }
  }

  private void refuses(String... words) {
    assertThatExceptionOfType(KeysException.class)
        .isThrownBy(this::open)
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  private SiteSigner open() throws KeysException {
    return SiteSigner.open(folder, SITE, passphrases.publishing(), clock);
  }

  /** What an agent does: pin root 1, walk the chain, verify a manifest. */
  private void assertAgentsBelieve(SiteSigner signer) throws Exception {
    assertBelieved(signer, signer.sign(manifest(clock.instant())));
  }

  private void assertBelieved(SiteSigner signer, Envelope manifest) throws Exception {
    RootChain chain = signer.chain();
    TrustedRoot trusted = TrustedRoot.first(SITE, chain.pin(), chain.version(1).orElseThrow());
    for (int version = 2; chain.version(version).isPresent(); version++) {
      trusted = trusted.next(chain.version(version).get());
    }
    ManifestVerifier.verify(
        manifest, new ObjectPath("/a"), trusted, Optional.empty(), clock.instant());
  }

  private static Manifest manifest(Instant issued) {
    HashedContent content = SeededContent.of(1, 1000).hashed();
    return new Manifest(
        SITE,
        new ObjectPath("/a"),
        1,
        content.layout().length(),
        content.layout().chunkBytes(),
        content.root(),
        content.chunkHashes().toBase64(),
        ReplayHeaders.NONE,
        issued,
        issued.plus(Duration.ofDays(30)));
  }

  private static Path pem(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".pem"))
          .max((a, b) -> {
            try {
              return Files.getLastModifiedTime(a).compareTo(Files.getLastModifiedTime(b));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          })
          .orElseThrow();
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static Passphrase passphrase(String text) throws KeysException {
    return Passphrase.of(text.toCharArray());
  }
}
