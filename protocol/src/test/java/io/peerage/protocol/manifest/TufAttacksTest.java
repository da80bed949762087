package io.peerage.protocol.manifest;

import static io.peerage.protocol.site.SiteFixture.NOW;
import static io.peerage.protocol.site.SiteFixture.SITE;
import static io.peerage.protocol.site.SiteFixture.key;
import static io.peerage.protocol.site.SiteFixture.root;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.content.ContentHasher;
import io.peerage.protocol.content.ContentMismatchException;
import io.peerage.protocol.content.HashedContent;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.site.SiteFixture;
import io.peerage.protocol.site.SiteName;
import io.peerage.protocol.site.SiteRoot;
import io.peerage.protocol.site.TrustedRoot;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.protocol.site.UntrustedException.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * The attacks that the TUF specification lists (section 1.5.2), against manifests. Rollback, freeze
 * and key rotation of the root document itself are in {@code TrustedRootTest}; slow retrieval is a
 * matter of transfer and is tested on agents.
 */
class TufAttacksTest {
  private static final ObjectPath PATH = new ObjectPath("/vod/a.ts");
  private final PrivateKey rootKey = key(1);
  private final PrivateKey publisher = key(2);
  private final PrivateKey thief = key(66);
  private final TrustedRoot trusted = SiteFixture.trusted(rootKey, publisher);
  private final HashedContent video = content(1);

  @Test
  void honestManifestIsBelieved() throws Exception {
    VerifiedManifest verified = verify(manifest(7, video).sign(publisher));
    assertThat(verified.manifest().generation()).isEqualTo(7);
    assertThat(verified.content().root()).isEqualTo(video.root());
    assertThat(verified.signer()).isEqualTo(publisher.publicKey().id());
  }

  @Test
  void arbitraryInstallation_manifestOfAStrangerIsRefused() {
    refuses(Reason.SIGNATURE, () -> verify(manifest(7, video).sign(thief)));
  }

  @Test
  void arbitraryInstallation_signatureOfARootKeyDoesNotPublish() {
    refuses(Reason.SIGNATURE, () -> verify(manifest(7, video).sign(rootKey)));
  }

  @Test
  void arbitraryInstallation_signatureOverAnotherPayloadIsRefused() {
    Envelope honest = manifest(7, video).sign(publisher);
    Envelope other = manifest(7, content(2)).sign(thief);
    refuses(
        Reason.SIGNATURE,
        () -> verify(new Envelope(honest.payloadType(), other.payload(), honest.signatures())));
  }

  @Test
  void endlessData_manifestOverTheLimitIsRefusedUnread() {
    byte[] endless = new byte[Manifest.MAX_ENVELOPE_BYTES + 1];
    Arrays.fill(endless, (byte) ' ');
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Envelope.parse("manifest", endless, Manifest.MAX_ENVELOPE_BYTES))
        .withMessageContaining("over the limit");
  }

  @Test
  void endlessData_contentLongerThanTheManifestSaysIsRefused() throws Exception {
    VerifiedManifest verified = verify(manifest(7, video).sign(publisher));
    ByteBuffer tooLong = ByteBuffer.allocate((int) video.layout().length() + 1);
    assertThatExceptionOfType(ContentMismatchException.class)
        .isThrownBy(() -> verified.content().verify(0, tooLong));
  }

  @Test
  void extraneousDependencies_unknownFieldIsRefused() {
    String json = new String(manifest(7, video).sign(publisher).payload().toArray(), UTF_8);
    Envelope extended =
        Envelope.sign(
            Manifest.PAYLOAD_TYPE,
            json.replace("{\"site\"", "{\"alsoFetch\":\"/x\",\"site\"").getBytes(UTF_8),
            List.of(publisher));
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> verify(extended))
        .withMessageContaining("alsoFetch");
  }

  @Test
  void fastForward_generationOfARevokedKeyLocksNothing() throws Exception {
    PrivateKey stolen = publisher;
    VerifiedManifest forged = verify(manifest(Manifest.MAX_GENERATION, content(3)).sign(stolen));
    PrivateKey fresh = key(3);
    TrustedRoot recovered =
        trusted.next(
            root(
                    2,
                    1,
                    List.of(rootKey),
                    NOW.plus(Duration.ofDays(365)),
                    List.of(new SiteRoot.Revocation(stolen.publicKey().id(), NOW, "stolen")),
                    stolen,
                    fresh)
                .sign(List.of(rootKey)));
    VerifiedManifest again =
        ManifestVerifier.verify(
            manifest(8, video).sign(fresh), PATH, recovered, Optional.of(forged.seen()), NOW);
    assertThat(again.manifest().generation()).isEqualTo(8);
  }

  @Test
  void indefiniteFreeze_expiredManifestIsRefused() throws Exception {
    Envelope manifest = manifest(7, video).sign(publisher);
    Instant expires = Manifest.parse(manifest).expires();
    refuses(
        Reason.EXPIRED,
        () -> ManifestVerifier.verify(manifest, PATH, trusted, Optional.empty(), expires));
  }

  @Test
  void indefiniteFreeze_manifestUnderAnExpiredRootIsRefused() {
    Instant afterRoot = trusted.root().expires();
    Manifest late = manifest(7, video, SITE, PATH, afterRoot.minusSeconds(1));
    refuses(
        Reason.EXPIRED,
        () ->
            ManifestVerifier.verify(
                late.sign(publisher), PATH, trusted, Optional.empty(), afterRoot));
  }

  @Test
  void keyCompromise_revokedKeyIsRefusedWhateverTimeItClaims() throws Exception {
    TrustedRoot revoked =
        trusted.next(
            root(
                    2,
                    1,
                    List.of(rootKey),
                    NOW.plus(Duration.ofDays(365)),
                    List.of(new SiteRoot.Revocation(publisher.publicKey().id(), NOW, "stolen")),
                    publisher)
                .sign(List.of(rootKey)));
    Manifest backdated = manifest(7, video, SITE, PATH, NOW.minus(Duration.ofDays(3)));
    refuses(
        Reason.SIGNATURE,
        () ->
            ManifestVerifier.verify(
                backdated.sign(publisher), PATH, revoked, Optional.empty(), NOW));
  }

  @Test
  void keyCompromise_keyIsRefusedOutsideItsValidity() {
    Manifest tooLate = manifest(7, video, SITE, PATH, NOW.plus(Duration.ofDays(31)));
    refuses(
        Reason.SIGNATURE,
        () ->
            ManifestVerifier.verify(
                tooLate.sign(publisher),
                PATH,
                trusted,
                Optional.empty(),
                NOW.plus(Duration.ofDays(31))));
  }

  @Test
  void mixAndMatch_manifestOfAnotherPathOrSiteIsRefused() {
    Manifest otherPath = manifest(7, video, SITE, new ObjectPath("/vod/b.ts"), NOW);
    refuses(Reason.MIX_UP, () -> verify(otherPath.sign(publisher)));
    Manifest otherSite = manifest(7, video, new SiteName("evil.example"), PATH, NOW);
    refuses(Reason.MIX_UP, () -> verify(otherSite.sign(publisher)));
  }

  @Test
  void mixAndMatch_chunkOfAnotherVersionIsRefused() throws Exception {
    VerifiedManifest verified = verify(manifest(7, video).sign(publisher));
    byte[] other = bytes(2);
    assertThatExceptionOfType(ContentMismatchException.class)
        .isThrownBy(() -> verified.content().verify(0, ByteBuffer.wrap(other)));
  }

  @Test
  void mixAndMatch_layerOfAnotherContentIsRefused() {
    HashedContent other = content(2);
    Manifest m = manifest(7, video);
    Manifest mixed =
        new Manifest(
            m.site(),
            m.path(),
            m.generation(),
            m.length(),
            m.chunkBytes(),
            m.contentRoot(),
            other.chunkHashes().toBase64(),
            m.headers(),
            m.issued(),
            m.expires());
    refuses(Reason.INCONSISTENT, () -> verify(mixed.sign(publisher)));
  }

  @Test
  void mixAndMatch_twoContentsUnderOneGenerationAreRefused() throws Exception {
    VerifiedManifest seen = verify(manifest(7, video).sign(publisher));
    refuses(
        Reason.EQUIVOCATION,
        () ->
            ManifestVerifier.verify(
                manifest(7, content(2)).sign(publisher),
                PATH,
                trusted,
                Optional.of(seen.seen()),
                NOW));
  }

  @Test
  void rollback_olderGenerationIsRefused() throws Exception {
    VerifiedManifest seen = verify(manifest(7, video).sign(publisher));
    refuses(
        Reason.ROLLBACK,
        () ->
            ManifestVerifier.verify(
                manifest(6, content(2)).sign(publisher),
                PATH,
                trusted,
                Optional.of(seen.seen()),
                NOW));
  }

  @Test
  void wrongSoftwareInstallation_documentOfAnotherKindIsRefused() {
    Envelope root = root(1, 1, List.of(rootKey), publisher).sign(List.of(rootKey));
    refuses(Reason.MIX_UP, () -> verify(root));
  }

  @Test
  void manifestFromTheFutureIsRefused() {
    Manifest future = manifest(7, video, SITE, PATH, NOW.plus(Duration.ofMinutes(6)));
    refuses(Reason.NOT_YET_VALID, () -> verify(future.sign(publisher)));
  }

  private VerifiedManifest verify(Envelope envelope) throws Exception {
    return ManifestVerifier.verify(envelope, PATH, trusted, Optional.empty(), NOW);
  }

  private static Manifest manifest(long generation, HashedContent content) {
    return manifest(generation, content, SITE, PATH, NOW.minusSeconds(10));
  }

  private static Manifest manifest(
      long generation, HashedContent content, SiteName site, ObjectPath path, Instant issued) {
    return new Manifest(
        site,
        path,
        generation,
        content.layout().length(),
        content.layout().chunkBytes(),
        content.root(),
        content.chunkHashes().toBase64(),
        new ReplayHeaders(Map.of("content-type", "video/mp2t")),
        issued,
        issued.plus(Duration.ofHours(1)));
  }

  private static byte[] bytes(int fill) {
    byte[] bytes = new byte[100_000];
    Arrays.fill(bytes, (byte) fill);
    return bytes;
  }

  private static HashedContent content(int fill) {
    ContentHasher hasher = new ContentHasher();
    hasher.update(ByteBuffer.wrap(bytes(fill)));
    return hasher.finish();
  }

  private static void refuses(Reason reason, ThrowingCallable attempt) {
    assertThatExceptionOfType(UntrustedException.class)
        .isThrownBy(attempt)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
