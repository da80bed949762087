package io.peerage.protocol.evidence;

import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.evidence.SignedAccusation.Outcome;
import io.peerage.protocol.evidence.SignedResponse.Meaning;
import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.identity.SpkiPin;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.key.PublicKey;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.protocol.site.UntrustedException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/**
 * Checks an evidence file with nothing but the pin of its trust domain's authority: that a tracker
 * signed it, that the accused held a certificate of the same authority at the time, and that what
 * it is said to have done is indeed wrong. Stateless.
 */
public final class EvidenceVerifier {
  /** The most bytes of an evidence file. */
  public static final int MAX_FILE_BYTES = 128 * 1024;

  private EvidenceVerifier() {}

  /**
   * What an evidence file shows.
   *
   * @param fault what the accused did, in one sentence
   * @param content that it is about, if it is about one
   */
  public record Verdict(Evidence evidence, String fault, Optional<ContentRoot> content) {}

  /**
   * Checks the bytes of an evidence file.
   *
   * @throws UntrustedException when it proves nothing: not signed, another authority, or what the
   *     accused did is in fact right
   */
  public static Verdict verify(byte[] file, SpkiPin authority)
      throws MalformedMessageException, UntrustedException {
    TrackerDocument document =
        StrictJson.read("evidence file", file, MAX_FILE_BYTES, TrackerDocument.class);
    String type = document.envelope().payloadType();
    try {
      return switch (type) {
        case AuditEvidence.PAYLOAD_TYPE ->
            audit(open(document, type, authority, AuditEvidence.class), issuer(document));
        case ResponseEvidence.PAYLOAD_TYPE ->
            response(open(document, type, authority, ResponseEvidence.class), issuer(document));
        case AccusationEvidence.PAYLOAD_TYPE ->
            accusation(open(document, type, authority, AccusationEvidence.class), issuer(document));
        case AccountingEvidence.PAYLOAD_TYPE ->
            accounting(open(document, type, authority, AccountingEvidence.class), issuer(document));
        default -> throw new UntrustedException(Reason.MIX_UP, "a " + type + " is no evidence");
      };
    } catch (CertificateException e) {
      throw new UntrustedException(
          Reason.SIGNATURE, "the certificate of the accused: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new UntrustedException(Reason.INCONSISTENT, String.valueOf(e.getMessage()));
    }
  }

  private static <T extends Evidence> T open(
      TrackerDocument document, String payloadType, SpkiPin authority, Class<T> type)
      throws MalformedMessageException, UntrustedException {
    T claimed =
        StrictJson.read(
            "evidence", document.envelope().payload().toArray(), Evidence.MAX_BYTES, type);
    return document.open(payloadType, authority, type, Evidence.MAX_BYTES, claimed.observedAt());
  }

  private static X509Certificate issuer(TrackerDocument document) throws CertificateException {
    return Certificates.parse(document.authority());
  }

  private static Verdict audit(AuditEvidence evidence, X509Certificate authority)
      throws CertificateException, UntrustedException {
    requireAccused(evidence, authority, evidence.observedAt());
    TransferFinding finding = evidence.finding();
    String fault = finding.fault().orElseThrow(() -> right(evidence));
    return new Verdict(evidence, fault, Optional.of(finding.root()));
  }

  private static Verdict response(ResponseEvidence evidence, X509Certificate authority)
      throws CertificateException, UntrustedException {
    PublicKey key = Certificates.publicKey(Certificates.parse(evidence.accusedCertificate()));
    return switch (evidence.response().meaning(key)) {
      case Meaning.Contradiction wrong -> {
        requireAccused(evidence, authority, wrong.signedAt());
        yield new Verdict(
            evidence,
            "it signed at %s: %s".formatted(wrong.signedAt(), wrong.fault()),
            Optional.of(evidence.response().finding().root()));
      }
      case Meaning.Right _ -> throw right(evidence);
      case Meaning.NotSigned _ ->
          throw new UntrustedException(
              Reason.SIGNATURE, "the response is not signed by " + evidence.accused());
    };
  }

  private static Verdict accusation(AccusationEvidence evidence, X509Certificate authority)
      throws MalformedMessageException, UntrustedException {
    SignedAccusation accusation =
        new SignedAccusation(evidence.accusation(), evidence.accusedCertificate());
    return switch (accusation.judge(authority)) {
      case Outcome.Refuted refuted -> {
        if (!refuted.accuser().equals(evidence.accused())) {
          throw new UntrustedException(
              Reason.MIX_UP,
              "the accusation is of "
                  + refuted.accuser()
                  + ", the accused is "
                  + evidence.accused());
        }
        yield new Verdict(
            evidence,
            refuted.fault(),
            Optional.of(refuted.accusation().response().finding().root()));
      }
      case Outcome.Proven _ ->
          throw new UntrustedException(
              Reason.INCONSISTENT,
              "what " + evidence.accused() + " said was true: this proves nothing");
    };
  }

  private static Verdict accounting(AccountingEvidence evidence, X509Certificate authority)
      throws MalformedMessageException, UntrustedException {
    String fault = evidence.fault(authority).orElseThrow(() -> right(evidence));
    return new Verdict(evidence, fault, Optional.empty());
  }

  private static UntrustedException right(Evidence evidence) {
    return new UntrustedException(
        Reason.INCONSISTENT, "what " + evidence.accused() + " sent was right: this proves nothing");
  }

  private static void requireAccused(Evidence evidence, X509Certificate authority, Instant time)
      throws CertificateException, UntrustedException {
    SpiffeId holder =
        Certificates.requireIssuedBy(
            Certificates.parse(evidence.accusedCertificate()), authority, time);
    if (!holder.equals(evidence.accused())) {
      throw new UntrustedException(
          Reason.MIX_UP,
          "the certificate is of " + holder + ", the accused is " + evidence.accused());
    }
  }
}
