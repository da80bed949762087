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
  public record Verdict(Evidence evidence, String fault) {}

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
    Evidence claimed =
        StrictJson.read(
            "evidence",
            document.envelope().payload().toArray(),
            Evidence.MAX_BYTES,
            Evidence.class);
    Evidence evidence =
        document.open(
            Evidence.PAYLOAD_TYPE,
            authority,
            Evidence.class,
            Evidence.MAX_BYTES,
            claimed.observedAt());
    requireAccused(evidence, document);
    try {
      String fault =
          evidence
              .finding()
              .fault()
              .orElseThrow(() ->
                  new UntrustedException(
                      Reason.INCONSISTENT,
                      "what " + evidence.accused() + " sent was right: this proves nothing"));
      return new Verdict(evidence, fault);
    } catch (IllegalArgumentException e) {
      throw new UntrustedException(Reason.INCONSISTENT, String.valueOf(e.getMessage()));
    }
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
