package io.peerage.runtime.transfer;

import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.signature.HttpSignature;
import io.peerage.protocol.transfer.TransferAnswer;
import io.peerage.protocol.transfer.TransferSignature;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/**
 * Takes agents at their word: an answer that carries content counts only with its sender's
 * signature under it, made now. Without one there would be nothing to hold against whoever lies.
 * Thread-safe.
 */
public final class AnswerSignatures {
  /** How much the clocks of two agents may differ. */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

  private final InstantSource clock;

  public AnswerSignatures(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The signature under {@code answer}.
   *
   * @param sender the certificate that the sender of {@code response} showed
   * @param answer what the request and the response come to
   * @throws IOException when there is none, it is of someone else or about something else, or too
   *     old or new
   */
  public TransferSignature require(
      ClassicHttpResponse response, X509Certificate sender, TransferAnswer answer)
      throws IOException {
    TransferSignature signature;
    Instant created;
    try {
      signature =
          new TransferSignature(
              field(response, HttpSignature.INPUT_FIELD), field(response, HttpSignature.FIELD));
      created =
          signature
              .verify(answer, Certificates.publicKey(sender))
              .orElseThrow(() -> new IOException("its signature is not over this answer"));
    } catch (CertificateException | IllegalArgumentException e) {
      throw new IOException("its signature cannot be checked: " + e.getMessage(), e);
    }
    Duration age = Duration.between(created, clock.instant());
    if (age.abs().compareTo(CLOCKS_DIFFER) > 0) {
      throw new IOException(
          "it signed at " + created + ", which is not now: is its clock right, and this one?");
    }
    return signature;
  }

  private static String field(ClassicHttpResponse response, String name) throws IOException {
    Header[] lines = response.getHeaders(name);
    if (lines.length != 1) {
      throw new IOException("it has " + lines.length + " fields " + name + " instead of one");
    }
    return lines[0].getValue();
  }
}
