package io.peerage.protocol.dsse;

import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.key.KeyId;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.key.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A payload with signatures over it:
 *
 * <pre>
 * {"payloadType": "application/vnd.peerage.manifest.v1+json",
 *  "payload": "base64 of the bytes",
 *  "signatures": [{"keyid": "64 hex digits", "sig": "base64 of 64 bytes"}]}
 *
 * signed bytes: "DSSEv1" SP len(type) SP type SP len(payload) SP payload    (lengths in decimal)
 * </pre>
 *
 * Immutable.
 *
 * @param payloadType a media type, at most {@value #MAX_TYPE_CHARS} characters
 * @param signatures 1 to {@value #MAX_SIGNATURES}
 */
public record Envelope(String payloadType, Base64Bytes payload, List<Signature> signatures) {
  /** The most signatures an envelope may carry. */
  public static final int MAX_SIGNATURES = 16;

  private static final int MAX_TYPE_CHARS = 128;

  /**
   * One signature.
   *
   * @param keyid the key that it claims to be of
   * @param sig 64 bytes
   */
  public record Signature(KeyId keyid, Base64Bytes sig) {
    public Signature {
      if (sig.length() != PublicKey.SIGNATURE_BYTES) {
        throw new IllegalArgumentException(
            "an Ed25519 signature has 64 bytes, not " + sig.length());
      }
    }
  }

  public Envelope {
    if (payloadType.isEmpty() || payloadType.length() > MAX_TYPE_CHARS) {
      throw new IllegalArgumentException(
          "payloadType has 1 to " + MAX_TYPE_CHARS + " characters, not " + payloadType.length());
    }
    if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
      throw new IllegalArgumentException(
          "an envelope has 1 to " + MAX_SIGNATURES + " signatures, not " + signatures.size());
    }
    signatures = List.copyOf(signatures);
  }

  /** Signs {@code payload} with every one of {@code keys}. */
  public static Envelope sign(String payloadType, byte[] payload, List<PrivateKey> keys) {
    byte[] signed = preAuthenticationEncoding(payloadType, payload);
    return new Envelope(
        payloadType,
        Base64Bytes.of(payload),
        keys.stream()
            .map(key -> new Signature(key.publicKey().id(), Base64Bytes.of(key.sign(signed))))
            .toList());
  }

  /** Reads an envelope of at most {@code maxBytes}; says nothing yet about its signatures. */
  public static Envelope parse(String name, byte[] json, int maxBytes)
      throws MalformedMessageException {
    return StrictJson.read(name, json, maxBytes, Envelope.class);
  }

  /** The envelope as JSON. */
  public byte[] toJson() {
    return StrictJson.write(this);
  }

  /**
   * Which of {@code keys} truly signed this. A key that signed twice counts once; a signature under
   * the name of a key that is not among {@code keys} is passed over, one that is wrong likewise.
   */
  public Set<KeyId> signers(List<PublicKey> keys) {
    byte[] signed = preAuthenticationEncoding(payloadType, payload.toArray());
    Map<KeyId, PublicKey> byId = new HashMap<>();
    keys.forEach(key -> byId.put(key.id(), key));
    Set<KeyId> signers = new HashSet<>();
    for (Signature signature : signatures) {
      PublicKey key = byId.get(signature.keyid());
      if (key != null
          && !signers.contains(signature.keyid())
          && key.verifies(signed, signature.sig().toArray())) {
        signers.add(signature.keyid());
      }
    }
    return signers;
  }

  @Override
  public String toString() {
    return payloadType + ", " + payload.length() + " bytes, signed by " + signatures.size();
  }

  /** DSSE's PAE. */
  static byte[] preAuthenticationEncoding(String type, byte[] payload) {
    byte[] typeBytes = type.getBytes(StandardCharsets.UTF_8);
    byte[] head =
        ("DSSEv1 " + typeBytes.length + " " + type + " " + payload.length + " ")
            .getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(head, head.length + payload.length);
    System.arraycopy(payload, 0, all, head.length, payload.length);
    return all;
  }

  /** Bytes of JSON that an envelope around {@code payloadBytes} with a few signatures may need. */
  public static int maxJsonBytes(int payloadBytes) {
    return payloadBytes / 3 * 4 + 4 + MAX_SIGNATURES * 256 + 512;
  }
}
