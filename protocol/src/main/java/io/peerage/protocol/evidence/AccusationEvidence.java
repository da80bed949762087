package io.peerage.protocol.evidence;

import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.Base64Bytes;
import java.time.Instant;
import java.util.Set;

/**
 * The accused had accused another, over its signature, and the exhibit refutes it (P4).
 *
 * @param kind {@link Evidence.Kind#FALSE_ACCUSATION}
 * @param accused who signed the accusation, not whom it names
 * @param accusedCertificate DER: valid when the accusation was made
 * @param accusation an {@link Accusation}
 */
public record AccusationEvidence(
    String id,
    Kind kind,
    SpiffeId accused,
    Base64Bytes accusedCertificate,
    Instant observedAt,
    Envelope accusation)
    implements Evidence {
  public static final String PAYLOAD_TYPE = "application/vnd.peerage.false-accusation.v1+json";

  public AccusationEvidence {
    Evidence.require(id, kind, Set.of(Kind.FALSE_ACCUSATION));
  }

  @Override
  public String payloadType() {
    return PAYLOAD_TYPE;
  }
}
