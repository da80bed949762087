package io.peerage.protocol.key;

import java.security.SecureRandom;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * An Ed25519 private key (RFC 8032). Never shown: {@link #toString} gives the public key's name.
 * Immutable and thread-safe.
 */
public final class PrivateKey {
  private final Ed25519PrivateKeyParameters parameters;
  private final PublicKey publicKey;

  private PrivateKey(Ed25519PrivateKeyParameters parameters) {
    this.parameters = parameters;
    this.publicKey = PublicKey.ofRaw(parameters.generatePublicKey().getEncoded());
  }

  /** A new key from {@code random}. */
  public static PrivateKey generate(SecureRandom random) {
    return new PrivateKey(new Ed25519PrivateKeyParameters(random));
  }

  /** Reads the 32-byte seed. */
  public static PrivateKey ofSeed(byte[] seed) {
    if (seed.length != Ed25519PrivateKeyParameters.KEY_SIZE) {
      throw new IllegalArgumentException("an Ed25519 seed has 32 bytes, not " + seed.length);
    }
    return new PrivateKey(new Ed25519PrivateKeyParameters(seed));
  }

  /** The 32-byte seed. It is the secret itself: keep it encrypted and out of logs. */
  public byte[] seed() {
    return parameters.getEncoded();
  }

  public PublicKey publicKey() {
    return publicKey;
  }

  /** Signs {@code message}; 64 bytes. */
  public byte[] sign(byte[] message) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, parameters);
    signer.update(message, 0, message.length);
    return signer.generateSignature();
  }

  @Override
  public String toString() {
    return "private key of " + publicKey;
  }
}
