package io.peerage.protocol.evidence;

import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.Base64Bytes;
import java.time.Instant;

/**
 * What an agent says of another and stands for with its signature: it signed a wrong response. The
 * payload of a {@link SignedAccusation}.
 *
 * @param accusedCertificate DER: the certificate that it showed in the TLS handshake
 * @param at when the response came
 */
public record Accusation(
    SpiffeId accused, Base64Bytes accusedCertificate, Instant at, SignedResponse response) {
  public static final String PAYLOAD_TYPE = "application/vnd.peerage.accusation.v1+json";

  /** The most bytes of the payload: a proof and a certificate in base64, and some words. */
  public static final int MAX_BYTES = 24 * 1024;
}
