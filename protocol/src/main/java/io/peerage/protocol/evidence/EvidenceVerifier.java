package io.peerage.protocol.evidence;

import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.identity.SpkiPin;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.protocol.site.UntrustedException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * Checks an evidence file with nothing but the pin of its trust domain's authority: that a tracker
 * signed it, that the accused held a certificate of the same authority at the time, and that what
 * it is said to have sent is indeed wrong. Stateless.
 */
public final class EvidenceVerifier {
  /** The most bytes of an evidence file. */
  public static final int MAX_FILE_BYTES = 128 * 1024;

  private EvidenceVerifier() {}

  /**
   * What an evidence file shows.
   *
   * @param fault what the accused did, in one sentence
   */
  public record Verdict(Exhibit evidence, String fault) {}

  /**
   * Checks the bytes of an evidence file.
   *
   * @throws UntrustedException when it proves nothing: not signed, another authority, or what was
   *     received is in fact right
   */
  public static Verdict verify(byte[] file, SpkiPin authority)
      throws MalformedMessageException, UntrustedException {
    TrackerDocument document =
        StrictJson.read("evidence file", file, MAX_FILE_BYTES, TrackerDocument.class);
    return document.envelope().payloadType().equals(AccountingEvidence.PAYLOAD_TYPE)
        ? verifyAccounting(document, authority)
        : verifyTransfer(document, authority);
  }

  private static Verdict verifyTransfer(TrackerDocument document, SpkiPin authority)
      throws MalformedMessageException, UntrustedException {
    Evidence evidence = open(document, Evidence.PAYLOAD_TYPE, Evidence.class, authority);
    requireAccused(evidence, document);
    try {
      return verdict(evidence, evidence.finding().fault());
    } catch (IllegalArgumentException e) {
      throw new UntrustedException(Reason.INCONSISTENT, String.valueOf(e.getMessage()));
    }
  }

  private static Verdict verifyAccounting(TrackerDocument document, SpkiPin authority)
      throws MalformedMessageException, UntrustedException {
    AccountingEvidence evidence =
        open(document, AccountingEvidence.PAYLOAD_TYPE, AccountingEvidence.class, authority);
    try {
      return verdict(evidence, evidence.fault(Certificates.parse(document.authority())));
    } catch (CertificateException e) {
      throw new UntrustedException(Reason.SIGNATURE, String.valueOf(e.getMessage()));
    }
  }

  private static <T extends Exhibit> T open(
      TrackerDocument document, String payloadType, Class<T> type, SpkiPin authority)
      throws MalformedMessageException, UntrustedException {
    T claimed =
        StrictJson.read(
            "evidence", document.envelope().payload().toArray(), Evidence.MAX_BYTES, type);
    return document.open(payloadType, authority, type, Evidence.MAX_BYTES, claimed.observedAt());
  }

  private static Verdict verdict(Exhibit evidence, Optional<String> fault)
      throws UntrustedException {
    return new Verdict(
        evidence,
        fault.orElseThrow(() ->
            new UntrustedException(
                Reason.INCONSISTENT,
                "what " + evidence.accused() + " sent was right: this proves nothing")));
  }

  private static void requireAccused(Evidence evidence, TrackerDocument document)
      throws UntrustedException {
    try {
      X509Certificate authority = Certificates.parse(document.authority());
      SpiffeId holder =
          Certificates.requireIssuedBy(
              Certificates.parse(evidence.accusedCertificate()), authority, evidence.observedAt());
      if (!holder.equals(evidence.accused())) {
        throw new UntrustedException(
            Reason.MIX_UP,
            "the certificate is of " + holder + ", the accused is " + evidence.accused());
      }
    } catch (CertificateException e) {
      throw new UntrustedException(
          Reason.SIGNATURE, "the certificate of the accused: " + e.getMessage());
    }
  }
}
