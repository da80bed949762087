package io.peerage.runtime.identity;

import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.key.PrivateKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * An identity in a folder, which only its owner may enter:
 *
 * <pre>
 * key.pem            the private key, PKCS #8
 * certificate.pem    the certificate, then the authority's
 * </pre>
 *
 * Files are replaced atomically. Not thread-safe: one process owns the folder.
 */
public final class IdentityFiles {
  private final Path folder;

  public IdentityFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads the identity; nothing when none was saved.
   *
   * @throws IOException when the files are damaged; the message says which, and what to do
   */
  public Optional<Identity> load() throws IOException {
    if (!Files.exists(keyFile()) || !Files.exists(certificateFile())) {
      return Optional.empty();
    }
    try {
      PrivateKey key = PrivateKey.ofPkcs8(Pem.read(keyFile(), "PRIVATE KEY").getFirst());
      List<byte[]> chain = Pem.read(certificateFile(), "CERTIFICATE");
      X509Certificate certificate = Certificates.parse(Base64Bytes.of(chain.get(0)));
      X509Certificate authority = Certificates.parse(Base64Bytes.of(chain.get(1)));
      SpiffeId id =
          SpiffeId.of(certificate)
              .orElseThrow(() -> new CertificateException("no SPIFFE id in the certificate"));
      if (!Certificates.publicKey(certificate).equals(key.publicKey())) {
        throw new CertificateException("key.pem and certificate.pem do not belong together");
      }
      return Optional.of(new Identity(id, key, certificate, authority));
    } catch (CertificateException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException(
          "the identity in "
              + folder
              + " is damaged ("
              + e.getMessage()
              + "); remove the folder and enrol again",
          e);
    }
  }

  /** Writes the identity; the key first, so that a certificate never stands there without it. */
  public void save(Identity identity) throws IOException {
    PrivateFiles.createFolder(folder);
    PrivateFiles.write(keyFile(), Pem.write("PRIVATE KEY", identity.key().toPkcs8()));
    PrivateFiles.write(
        certificateFile(),
        Pem.write("CERTIFICATE", Certificates.der(identity.certificate()).toArray())
            + Pem.write("CERTIFICATE", Certificates.der(identity.authority()).toArray()));
  }

  private Path keyFile() {
    return folder.resolve("key.pem");
  }

  private Path certificateFile() {
    return folder.resolve("certificate.pem");
  }
}
