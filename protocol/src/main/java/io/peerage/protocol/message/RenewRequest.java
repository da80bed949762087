package io.peerage.protocol.message;

import io.peerage.protocol.json.Base64Bytes;

/**
 * {@code POST /peerage/v1/renew}, over mTLS with the certificate to be renewed.
 *
 * @param csr a PKCS #10 request in DER for the same key as the certificate's
 */
public record RenewRequest(Base64Bytes csr) {
  /** The most bytes of the request's body. */
  public static final int MAX_BYTES = 8 * 1024;

  public RenewRequest {
    Bounds.check("csr", csr.length(), 1, 2048);
  }
}
