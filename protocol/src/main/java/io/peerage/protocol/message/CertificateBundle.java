package io.peerage.protocol.message;

import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.Base64Bytes;

/**
 * The answer to enrolment and renewal.
 *
 * @param id the identity in the certificate
 * @param certificate DER
 * @param authority the authority's certificate, DER
 */
public record CertificateBundle(SpiffeId id, Base64Bytes certificate, Base64Bytes authority) {
  /** The most bytes of the answer's body. */
  public static final int MAX_BYTES = 16 * 1024;
}
