package io.peerage.adapter.keys;

import io.peerage.protocol.key.PrivateKey;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.SecureRandom;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.crypto.util.ScryptConfig;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * Private keys as encrypted PKCS #8 in PEM (RFC 5958, PBES2 of RFC 8018: scrypt of RFC 7914 and
 * AES-256-CBC), which OpenSSL reads too:
 *
 * <pre>
 * -----BEGIN ENCRYPTED PRIVATE KEY-----
 * </pre>
 *
 * @param scryptCost scrypt's N, a power of two from {@value #MIN_COST} to {@value #MAX_COST}; times
 *     1 KiB is the memory that opening a key takes (r = 8, p = 1). Less than 2^15 is for tests
 */
public record KeyEncryption(int scryptCost) {
  /** 128 MiB and about half a second for each guess, as OWASP recommends. */
  public static final KeyEncryption STRONG = new KeyEncryption(1 << 17);

  private static final int MIN_COST = 1 << 12;
  private static final int MAX_COST = 1 << 20;
  private static final int BLOCK_SIZE = 8;
  private static final int PARALLELISM = 1;
  private static final int SALT_BYTES = 16;
  private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

  public KeyEncryption {
    if (scryptCost < MIN_COST || scryptCost > MAX_COST || Integer.bitCount(scryptCost) != 1) {
      throw new IllegalArgumentException(
          "scryptCost is a power of two from %d to %d, not %d"
              .formatted(MIN_COST, MAX_COST, scryptCost));
    }
  }

  /** Encrypts {@code key}. */
  String encrypt(PrivateKey key, Passphrase passphrase, SecureRandom random) {
    try {
      OutputEncryptor encryptor =
          new JcePKCSPBEOutputEncryptorBuilder(
                  new ScryptConfig.Builder(scryptCost, BLOCK_SIZE, PARALLELISM)
                      .withSaltLength(SALT_BYTES)
                      .build(),
                  NISTObjectIdentifiers.id_aes256_CBC)
              .setProvider(PROVIDER)
              .setRandom(random)
              .build(passphrase.chars());
      PKCS8EncryptedPrivateKeyInfo encrypted =
          new PKCS8EncryptedPrivateKeyInfoBuilder(key.toPkcs8()).build(encryptor);
      StringWriter text = new StringWriter();
      try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
        pem.writeObject(
            new PemObject(PEMParser.TYPE_ENCRYPTED_PRIVATE_KEY, encrypted.getEncoded()));
      }
      return text.toString();
    } catch (OperatorCreationException | IOException e) {
      throw new IllegalStateException("BouncyCastle has scrypt and AES-256", e);
    }
  }

  /**
   * Opens a key that was encrypted with any cost up to {@value #MAX_COST}.
   *
   * @param file what the text came from, for the error
   */
  static PrivateKey decrypt(String pem, Passphrase passphrase, Object file) throws KeysException {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      if (!(parser.readObject() instanceof PKCS8EncryptedPrivateKeyInfo encrypted)) {
        throw new KeysException(file + ": is not an encrypted private key in PEM");
      }
      requireBoundedCost(encrypted, file);
      byte[] der =
          encrypted
              .decryptPrivateKeyInfo(
                  new JcePKCSPBEInputDecryptorProviderBuilder()
                      .setProvider(PROVIDER)
                      .build(passphrase.chars()))
              .getEncoded();
      return PrivateKey.ofPkcs8(der);
    } catch (PKCSException e) {
      throw new KeysException(
          file + ": the passphrase does not open it; give the one it was made with", e);
    } catch (KeysException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new KeysException(file + ": is damaged; restore it from a backup", e);
    }
  }

  /** A damaged or planted file must not take all memory before its passphrase is even tried. */
  private static void requireBoundedCost(PKCS8EncryptedPrivateKeyInfo encrypted, Object file)
      throws KeysException {
    PBES2Parameters parameters =
        PBES2Parameters.getInstance(encrypted.getEncryptionAlgorithm().getParameters());
    if (parameters.getKeyDerivationFunc().getAlgorithm().equals(MiscObjectIdentifiers.id_scrypt)) {
      ScryptParams scrypt =
          ScryptParams.getInstance(parameters.getKeyDerivationFunc().getParameters());
      if (scrypt.getCostParameter().bitLength() > Integer.SIZE - 1
          || scrypt.getCostParameter().intValue() > MAX_COST
          || scrypt.getBlockSize().bitLength() > 4
          || scrypt.getParallelizationParameter().bitLength() > 4) {
        throw new KeysException(file + ": asks for more scrypt than N = " + MAX_COST);
      }
    }
  }
}
