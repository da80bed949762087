package io.peerage.tracker.purges;

import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.message.PurgeBatch;
import io.peerage.tracker.identity.TrackerIdentity;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** Signs batches; the one that many agents get at once only once. Thread-safe. */
final class BatchSigner {
  private final TrackerIdentity identity;
  private volatile @Nullable Signed last;

  private record Signed(PurgeBatch batch, X509Certificate certificate, TrackerDocument document) {
    boolean isFor(PurgeBatch other, X509Certificate now) {
      return batch.after() == other.after()
          && batch.upTo() == other.upTo()
          && batch.everything() == other.everything()
          && batch.purges().equals(other.purges())
          && certificate.equals(now);
    }
  }

  BatchSigner(TrackerIdentity identity) {
    this.identity = identity;
  }

  TrackerDocument sign(PurgeBatch batch) {
    X509Certificate certificate = identity.current().get().certificate();
    Signed signed = last;
    if (signed == null || !signed.isFor(batch, certificate)) {
      signed = new Signed(batch, certificate, identity.sign(PurgeBatch.PAYLOAD_TYPE, batch));
      last = signed;
    }
    return signed.document;
  }
}
