package io.peerage.runtime.identity;

import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.key.PrivateKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
    finishSave();
    if (!Files.exists(keyFile()) || !Files.exists(certificateFile())) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(keyFile(), certificateFile()));
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

  private static Identity read(Path keyFile, Path certificateFile)
      throws IOException, CertificateException {
    PrivateKey key = PrivateKey.ofPkcs8(Pem.read(keyFile, "PRIVATE KEY").getFirst());
    List<byte[]> chain = Pem.read(certificateFile, "CERTIFICATE");
    X509Certificate certificate = Certificates.parse(Base64Bytes.of(chain.get(0)));
    X509Certificate authority = Certificates.parse(Base64Bytes.of(chain.get(1)));
    SpiffeId id =
        SpiffeId.of(certificate)
            .orElseThrow(() -> new CertificateException("no SPIFFE id in the certificate"));
    if (!Certificates.publicKey(certificate).equals(key.publicKey())) {
      throw new CertificateException("key.pem and certificate.pem do not belong together");
    }
    return new Identity(id, key, certificate, authority);
  }

  /** Replaces the identity, whole or not at all, whenever the process is killed. */
  public void save(Identity identity) throws IOException {
    PrivateFiles.createFolder(folder);
    PrivateFiles.prepare(keyFile(), Pem.write("PRIVATE KEY", identity.key().toPkcs8()));
    PrivateFiles.prepare(
        certificateFile(),
        Pem.write("CERTIFICATE", Certificates.der(identity.certificate()).toArray())
            + Pem.write("CERTIFICATE", Certificates.der(identity.authority()).toArray()));
    PrivateFiles.commit(keyFile());
    PrivateFiles.commit(certificateFile());
  }

  /** Goes on where a save was broken off, if what it had prepared is complete. */
  private void finishSave() throws IOException {
    Path certificate = PrivateFiles.prepared(certificateFile());
    if (!Files.exists(certificate)) {
      return;
    }
    Path key = PrivateFiles.prepared(keyFile());
    boolean hasKey = Files.exists(key);
    try {
      var _ = read(hasKey ? key : keyFile(), certificate);
    } catch (CertificateException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | NoSuchFileException e) {
      // It was broken off while it wrote: what was there before holds.
      return;
    }
    if (hasKey) {
      PrivateFiles.commit(keyFile());
    }
    PrivateFiles.commit(certificateFile());
  }

  private Path keyFile() {
    return folder.resolve("key.pem");
  }

  private Path certificateFile() {
    return folder.resolve("certificate.pem");
  }
}
