package io.peerage.runtime.transfer;

import io.peerage.protocol.evidence.SignedResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server sent a proof or a block that does not belong to the content. If it signed what is wrong,
 * this holds what shows it to others.
 */
public final class ChunkMismatchException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Exhibit exhibit;

  /**
   * What the server signed, and who it is.
   *
   * @param signer the certificate that it showed
   */
  public record Exhibit(SignedResponse response, X509Certificate signer) {}

  ChunkMismatchException(Exception cause, @Nullable Exhibit exhibit) {
    super(cause.getMessage(), cause);
    this.exhibit = exhibit;
  }

  /** What shows to anyone that the server lied; nothing when its signature does not. */
  public Optional<Exhibit> exhibit() {
    return Optional.ofNullable(exhibit);
  }
}
