package io.peerage.protocol.evidence;

import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.Base64Bytes;
import java.time.Instant;
import java.util.Set;

/**
 * The tracker fetched something wrong itself. That it came from the accused, the tracker's
 * signature says.
 *
 * @param kind {@link Evidence.Kind#AUDIT}
 * @param accusedCertificate DER: the certificate that the accused showed in the TLS handshake
 * @param observedAt when the response came
 */
public record AuditEvidence(
    String id,
    Kind kind,
    SpiffeId accused,
    Base64Bytes accusedCertificate,
    Instant observedAt,
    TransferFinding finding)
    implements Evidence {
  public static final String PAYLOAD_TYPE = "application/vnd.peerage.evidence.v1+json";

  public AuditEvidence {
    Evidence.require(id, kind, Set.of(Kind.AUDIT));
  }

  @Override
  public String payloadType() {
    return PAYLOAD_TYPE;
  }
}
