package io.peerage.protocol.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.peerage.protocol.content.Sha256Hash;
import java.security.cert.X509Certificate;

/**
 * The pin of a certificate authority: SHA-256 of its SubjectPublicKeyInfo in DER (as in RFC 7469),
 * as 64 hexadecimal digits.
 */
public record SpkiPin(@JsonValue Sha256Hash hash) {
  @JsonCreator
  public static SpkiPin parse(String hex) {
    return new SpkiPin(Sha256Hash.parse(hex));
  }

  public static SpkiPin of(X509Certificate certificate) {
    return new SpkiPin(Sha256Hash.hash(certificate.getPublicKey().getEncoded()));
  }

  @Override
  public String toString() {
    return hash.toString();
  }
}
