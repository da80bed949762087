package io.peerage.protocol.message;

import io.peerage.protocol.json.Base64Bytes;

/**
 * {@code POST /peerage/v1/enrol}, over TLS without a client certificate.
 *
 * @param secret the token's secret
 * @param csr a PKCS #10 request in DER for an Ed25519 key; its subject and extensions are ignored,
 *     the tracker decides both
 */
public record EnrolRequest(Base64Bytes secret, Base64Bytes csr) {
  /** The most bytes of the request's body. */
  public static final int MAX_BYTES = 8 * 1024;

  private static final int MAX_CSR_BYTES = 2048;

  public EnrolRequest {
    Bounds.check("secret", secret.length(), 1, 64);
    Bounds.check("csr", csr.length(), 1, MAX_CSR_BYTES);
  }
}
