package io.peerage.protocol.evidence;

import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.Base64Bytes;
import java.time.Instant;

/** What every kind of evidence says: who is accused of what, and when it was seen. */
public sealed interface Exhibit permits Evidence, AccountingEvidence {
  /** Unique at the tracker. */
  String id();

  Evidence.Kind kind();

  SpiffeId accused();

  /** DER: a certificate of the accused. */
  Base64Bytes accusedCertificate();

  Instant observedAt();
}
