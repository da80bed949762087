package io.peerage.tracker.takedowns;

import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.message.TakedownList;
import io.peerage.tracker.identity.TrackerIdentity;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the signed list, as it goes over the wire. One version is signed and written once for each
 * certificate of the tracker, since a reader checks the certificate at its own time. Not
 * thread-safe: {@link Takedowns} holds a lock.
 */
final class ListIssuer {
  private final TrackerIdentity identity;
  private final InstantSource clock;
  private byte @Nullable [] issued;
  private @Nullable X509Certificate issuedUnder;
  private long issuedVersion;

  ListIssuer(TrackerIdentity identity, InstantSource clock) {
    this.identity = identity;
    this.clock = clock;
  }

  byte[] document(long version, List<TakedownList.Entry> entries) {
    X509Certificate certificate = identity.current().get().certificate();
    byte[] present = issued;
    if (present == null || issuedVersion != version || !certificate.equals(issuedUnder)) {
      TakedownList list = new TakedownList(version, clock.instant(), entries);
      present = StrictJson.write(identity.sign(TakedownList.PAYLOAD_TYPE, list));
      issued = present;
      issuedUnder = certificate;
      issuedVersion = version;
    }
    return present;
  }
}
