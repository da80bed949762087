package io.peerage.protocol.evidence;

import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.evidence.SignedResponse.Meaning;
import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.protocol.site.UntrustedException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * {@code POST /peerage/v1/accusations}, over mTLS: an {@link Accusation}, signed by the key of the
 * accuser's certificate. Either it is true, as anyone can check, or it is itself a proof against
 * the accuser.
 *
 * <pre>
 * {"envelope": {DSSE}, "certificate": "base64 of DER"}
 * </pre>
 */
public record SignedAccusation(Envelope envelope, Base64Bytes certificate) {
  /** The most bytes as JSON. */
  public static final int MAX_BYTES = 48 * 1024;

  /** Signs {@code accusation} as the agent that {@code certificate} names. */
  public static SignedAccusation sign(
      Accusation accusation, PrivateKey key, X509Certificate certificate) {
    return new SignedAccusation(
        Envelope.sign(Accusation.PAYLOAD_TYPE, StrictJson.write(accusation), List.of(key)),
        Certificates.der(certificate));
  }

  /** What comes of an accusation. */
  public sealed interface Outcome {
    /**
     * The accused did it.
     *
     * @param fault what it did, in one sentence
     * @param signedAt when, as it says itself
     */
    record Proven(SpiffeId accuser, Accusation accusation, String fault, Instant signedAt)
        implements Outcome {}

    /**
     * The accuser signed what is not so.
     *
     * @param fault what it did, in one sentence
     */
    record Refuted(SpiffeId accuser, Accusation accusation, String fault) implements Outcome {}
  }

  /**
   * Judges it, by signatures alone.
   *
   * @param authority known to be the trust domain's
   * @throws UntrustedException when it shows nothing about either: not signed by an agent of the
   *     authority, against nobody of it, or about no content
   */
  public Outcome judge(X509Certificate authority)
      throws MalformedMessageException, UntrustedException {
    if (!envelope.payloadType().equals(Accusation.PAYLOAD_TYPE)) {
      throw new UntrustedException(
          Reason.MIX_UP,
          "a " + envelope.payloadType() + " where a " + Accusation.PAYLOAD_TYPE + " belongs");
    }
    Accusation accusation =
        StrictJson.read(
            "accusation", envelope.payload().toArray(), Accusation.MAX_BYTES, Accusation.class);
    try {
      SpiffeId accuser = accuser(accusation, authority);
      X509Certificate accused = Certificates.parse(accusation.accusedCertificate());
      requireNamed(accusation, accused, authority, accused.getNotBefore().toInstant());
      return switch (accusation.response().meaning(Certificates.publicKey(accused))) {
        case Meaning.Contradiction wrong -> {
          requireNamed(accusation, accused, authority, wrong.signedAt());
          yield new Outcome.Proven(accuser, accusation, wrong.fault(), wrong.signedAt());
        }
        case Meaning.Right _ ->
            new Outcome.Refuted(
                accuser,
                accusation,
                "it accused %s of a signed response that is right".formatted(accusation.accused()));
        case Meaning.NotSigned _ ->
            new Outcome.Refuted(
                accuser,
                accusation,
                "it accused %s of a response that %s did not sign"
                    .formatted(accusation.accused(), accusation.accused()));
      };
    } catch (CertificateException e) {
      throw new UntrustedException(Reason.SIGNATURE, String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw new UntrustedException(Reason.INCONSISTENT, String.valueOf(e.getMessage()));
    }
  }

  private SpiffeId accuser(Accusation accusation, X509Certificate authority)
      throws CertificateException, UntrustedException {
    X509Certificate leaf = Certificates.parse(certificate);
    SpiffeId accuser = Certificates.requireIssuedBy(leaf, authority, accusation.at());
    if (accuser.role() != Role.AGENT
        || envelope.signers(List.of(Certificates.publicKey(leaf))).isEmpty()) {
      throw new UntrustedException(
          Reason.SIGNATURE, "not signed by an agent, or not by " + accuser);
    }
    return accuser;
  }

  private static void requireNamed(
      Accusation accusation, X509Certificate certificate, X509Certificate authority, Instant time)
      throws CertificateException, UntrustedException {
    SpiffeId holder = Certificates.requireIssuedBy(certificate, authority, time);
    if (!holder.equals(accusation.accused()) || holder.role() != Role.AGENT) {
      throw new UntrustedException(
          Reason.MIX_UP,
          "the certificate is of " + holder + ", the accused is " + accusation.accused());
    }
  }
}
