package io.peerage.protocol.identity;

import static io.peerage.protocol.site.SiteFixture.NOW;
import static io.peerage.protocol.site.SiteFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.message.DenyList;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.protocol.site.UntrustedException.Reason;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
  private final PrivateKey authorityKey = key(1);
  private final X509Certificate authority = authority(authorityKey);
  private final SpiffeId agent = SpiffeId.parse("spiffe://peerage.test/agent/a-1");
  private final SpiffeId tracker = SpiffeId.parse("spiffe://peerage.test/tracker/t-1");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https://peerage.test/agent/a",
        "spiffe://peerage.test/agent",
        "spiffe://peerage.test/agent/a/b",
        "spiffe://peerage.test/guest/a",
        "spiffe://peerage.test/agent/A",
        "spiffe://peerage.test/agent/-a",
        "spiffe:///agent/a",
        "spiffe://PEERAGE/agent/a",
      })
  void refusesWhatIsNoIdentity(String uri) {
    assertThatIllegalArgumentException().isThrownBy(() -> SpiffeId.parse(uri));
  }

  @Test
  void certificateCarriesExactlyItsIdentityAndKey() throws Exception {
    X509Certificate leaf = issue(agent, key(2));
    assertThat(SpiffeId.of(leaf)).contains(agent);
    assertThat(Certificates.publicKey(leaf)).isEqualTo(key(2).publicKey());
    assertThat(Certificates.requireIssuedBy(leaf, authority, NOW)).isEqualTo(agent);
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
  }

  @Test
  void certificateIsRefusedOutsideItsTimeOrUnderAnotherAuthority() throws Exception {
    X509Certificate leaf = issue(agent, key(2));
    assertThatExceptionOfType(CertificateException.class)
        .isThrownBy(
            () -> Certificates.requireIssuedBy(leaf, authority, NOW.plus(Duration.ofHours(2))));
    assertThatExceptionOfType(CertificateException.class)
        .isThrownBy(() -> Certificates.requireIssuedBy(leaf, authority(key(9)), NOW));
    assertThatExceptionOfType(CertificateException.class)
        .isThrownBy(() -> Certificates.requireIssuedBy(issue(tracker, key(3)), leaf, NOW));
  }

  @Test
  void requestProvesThatTheAskerHoldsTheKey() {
    Base64Bytes request = CertificateRequests.create(key(5));
    assertThat(CertificateRequests.requireKey(request)).isEqualTo(key(5).publicKey());
    byte[] tampered = request.toArray();
    tampered[tampered.length - 1] ^= 1;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CertificateRequests.requireKey(Base64Bytes.of(tampered)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CertificateRequests.requireKey(Base64Bytes.of(new byte[] {1, 2, 3})));
  }

  @Test
  void tokenSurvivesBeingCopied() throws Exception {
    EnrolmentToken token =
        new EnrolmentToken(
            URI.create("https://tracker.example.com:7443"),
            SpkiPin.of(authority),
            Role.AGENT,
            Base64Bytes.of(new byte[32]),
            NOW);
    assertThat(EnrolmentToken.parse("  " + token.encode() + "\n")).isEqualTo(token);
    assertThat(token.toString()).doesNotContain(token.secret().toString());
  }

  @Test
  void damagedTokenIsRefusedWithoutBeingRepeated() {
    for (String bad : List.of("", "hello-secret", "peerage-enrol.", "peerage-enrol.c2VjcmV0")) {
      assertThatExceptionOfType(MalformedMessageException.class)
          .isThrownBy(() -> EnrolmentToken.parse(bad))
          .withMessageContaining("enrolment token")
          .withMessageNotContaining("c2VjcmV0")
          .withMessageNotContaining("hello-secret");
    }
  }

  @Test
  void documentOfATrackerOpensUnderItsAuthoritysPin() throws Exception {
    DenyList list = new DenyList(3, NOW, List.of());
    TrackerDocument document = document(list, tracker, authority);
    assertThat(open(document, SpkiPin.of(authority))).isEqualTo(list);
    assertThatExceptionOfType(UntrustedException.class)
        .isThrownBy(() -> open(document, SpkiPin.of(authority(key(9)))))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.PIN));
  }

  @Test
  void agentCannotSignForATracker() throws Exception {
    TrackerDocument forged = document(new DenyList(3, NOW, List.of()), agent, authority);
    assertThatExceptionOfType(UntrustedException.class)
        .isThrownBy(() -> open(forged, SpkiPin.of(authority)))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.SIGNATURE));
  }

  private static DenyList open(TrackerDocument document, SpkiPin pin) throws Exception {
    return document.open(DenyList.PAYLOAD_TYPE, pin, DenyList.class, DenyList.MAX_BYTES, NOW);
  }

  private TrackerDocument document(DenyList list, SpiffeId signer, X509Certificate ca)
      throws CertificateException {
    return TrackerDocument.sign(DenyList.PAYLOAD_TYPE, list, key(3), issue(signer, key(3)), ca);
  }

  private X509Certificate issue(SpiffeId id, PrivateKey key) throws CertificateException {
    return new CertificateIssuer(authorityKey, authority)
        .issue(
            key.publicKey(),
            id,
            NOW.minus(Duration.ofMinutes(1)),
            NOW.plus(Duration.ofHours(1)),
            42);
  }

  private static X509Certificate authority(PrivateKey key) {
    return CertificateIssuer.selfSign(
        key, "peerage.test", NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(3650)), 1);
  }
}
