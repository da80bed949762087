package io.peerage.protocol.evidence;

import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.Base64Bytes;
import java.time.Instant;
import java.util.Set;

/**
 * The accused signed a response that contradicts the content's root (P1). Its own signature says so
 * to anyone; the tracker's only says when it took the case.
 *
 * @param kind {@link Evidence.Kind#SIGNED_RESPONSE}
 * @param accusedCertificate DER: valid when the response was signed
 */
public record ResponseEvidence(
    String id,
    Kind kind,
    SpiffeId accused,
    Base64Bytes accusedCertificate,
    Instant observedAt,
    SignedResponse response)
    implements Evidence {
  public static final String PAYLOAD_TYPE = "application/vnd.peerage.signed-response.v1+json";

  public ResponseEvidence {
    Evidence.require(id, kind, Set.of(Kind.SIGNED_RESPONSE));
  }

  @Override
  public String payloadType() {
    return PAYLOAD_TYPE;
  }
}
