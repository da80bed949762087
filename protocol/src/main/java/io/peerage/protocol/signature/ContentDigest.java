package io.peerage.protocol.signature;

import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.structured.BareItem;
import io.peerage.protocol.structured.Dictionary;
import io.peerage.protocol.structured.Member;
import io.peerage.protocol.structured.Parameters;

/**
 * SHA-256 of the bytes of a body as they are sent, as {@code Content-Digest} says it (RFC 9530).
 *
 * <pre>
 * Content-Digest: sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:
 * </pre>
 */
public record ContentDigest(Sha256Hash sha256) {
  /** The field's name. */
  public static final String FIELD = "Content-Digest";

  private static final String ALGORITHM = "sha-256";

  /** The digest of {@code body}. */
  public static ContentDigest of(byte[] body) {
    return new ContentDigest(Sha256Hash.hash(body));
  }

  /**
   * Reads a field; digests by other algorithms are passed over.
   *
   * @param field what it is called
   * @throws MalformedMessageException when it is malformed or has no SHA-256
   */
  public static ContentDigest parse(String field, String value) throws MalformedMessageException {
    Member member =
        Dictionary.parse(field, value)
            .get(ALGORITHM)
            .orElseThrow(() -> new MalformedMessageException(field, ALGORITHM, "is missing"));
    if (member instanceof Member.Item item
        && item.value() instanceof BareItem.Bytes bytes
        && bytes.value().length() == Sha256Hash.BYTES) {
      return new ContentDigest(Sha256Hash.of(bytes.value().toArray()));
    }
    throw new MalformedMessageException(field, ALGORITHM, "is not a byte sequence of 32 bytes");
  }

  /** The field's value. */
  public String toField() {
    return Dictionary.of(
            ALGORITHM,
            new Member.Item(new BareItem.Bytes(Base64Bytes.of(sha256.toBytes())), Parameters.NONE))
        .serialise();
  }
}
