package io.peerage.protocol.key;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * An Ed25519 public key (RFC 8032): 32 raw bytes, base64 in JSON. Small-order and non-canonical
 * points are refused. Immutable and thread-safe.
 */
public final class PublicKey {
  /** Length of a raw public key. */
  public static final int BYTES = 32;

  /** Length of a signature. */
  public static final int SIGNATURE_BYTES = 64;

  private final byte[] raw;
  private final Ed25519PublicKeyParameters parameters;

  private PublicKey(byte[] raw) {
    if (raw.length != BYTES || !Ed25519.validatePublicKeyFull(raw, 0)) {
      throw new IllegalArgumentException(
          "an Ed25519 public key is 32 bytes that encode a point of full order");
    }
    this.raw = raw.clone();
    this.parameters = new Ed25519PublicKeyParameters(raw);
  }

  /** Reads the 32 raw bytes. */
  public static PublicKey ofRaw(byte[] raw) {
    return new PublicKey(raw);
  }

  /** Reads base64 of the 32 raw bytes. */
  @JsonCreator
  public static PublicKey parse(String base64) {
    return new PublicKey(Base64.getDecoder().decode(base64));
  }

  public KeyId id() {
    return KeyId.of(raw);
  }

  /** A copy of the 32 raw bytes. */
  public byte[] raw() {
    return raw.clone();
  }

  /** Whether {@code signature} is this key's over {@code message}. */
  public boolean verifies(byte[] message, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      return false;
    }
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(false, parameters);
    signer.update(message, 0, message.length);
    return signer.verifySignature(signature);
  }

  @JsonValue
  public String base64() {
    return Base64.getEncoder().encodeToString(raw);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PublicKey key && Arrays.equals(raw, key.raw);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(raw);
  }

  @Override
  public String toString() {
    return "ed25519:" + base64();
  }
}
