package io.peerage.protocol.key;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.peerage.protocol.content.Sha256Hash;

/** The name of a public key: SHA-256 of its 32 raw bytes, as 64 hexadecimal digits. */
public record KeyId(@JsonValue String hex) {
  @JsonCreator
  public KeyId {
    hex = Sha256Hash.parse(hex).toString();
  }

  static KeyId of(byte[] rawPublicKey) {
    return new KeyId(Sha256Hash.hash(rawPublicKey).toString());
  }

  @Override
  public String toString() {
    return hex;
  }
}
