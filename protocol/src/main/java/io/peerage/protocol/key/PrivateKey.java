package io.peerage.protocol.key;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;

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

  /** This key for the JDK's TLS. */
  public java.security.PrivateKey forTls() {
    try {
      return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(toPkcs8()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has Ed25519", e);
    }
  }

  /** PKCS #8 in DER (RFC 8410). It is the secret itself. */
  public byte[] toPkcs8() {
    try {
      return PrivateKeyInfoFactory.createPrivateKeyInfo(
              new Ed25519PrivateKeyParameters(parameters.getEncoded()))
          .toASN1Primitive()
          .getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException("a key can be encoded in memory", e);
    }
  }

  /** Reads PKCS #8 in DER. */
  public static PrivateKey ofPkcs8(byte[] der) {
    try {
      if (PrivateKeyFactory.createKey(der) instanceof Ed25519PrivateKeyParameters key) {
        return new PrivateKey(key);
      }
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("not a private key in PKCS #8", e);
    }
    throw new IllegalArgumentException("not an Ed25519 private key");
  }
}
