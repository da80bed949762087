package io.peerage.protocol.signature;

import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.key.PublicKey;
import io.peerage.protocol.structured.BareItem;
import io.peerage.protocol.structured.Dictionary;
import io.peerage.protocol.structured.Member;
import io.peerage.protocol.structured.Parameters;
import java.nio.charset.StandardCharsets;

/**
 * An Ed25519 signature over parts of an HTTP message (RFC 9421 section 3.3.6). Whoever verifies one
 * must first see that it covers what matters to it. Immutable.
 *
 * @param value 64 bytes
 */
public record HttpSignature(SignatureInput input, Base64Bytes value) {
  /** The field that says what is signed. */
  public static final String INPUT_FIELD = "Signature-Input";

  /** The field of the signature itself. */
  public static final String FIELD = "Signature";

  public HttpSignature {
    if (value.length() != PublicKey.SIGNATURE_BYTES) {
      throw new IllegalArgumentException(
          "an Ed25519 signature has 64 bytes, not " + value.length());
    }
  }

  /** Signs {@code message}. */
  public static HttpSignature sign(HttpMessage message, SignatureInput input, PrivateKey key) {
    return new HttpSignature(input, Base64Bytes.of(key.sign(bytes(input.base(message)))));
  }

  /**
   * Reads the signature called {@code label} from the two fields.
   *
   * @throws MalformedMessageException when there is none, or not of the right form
   */
  public static HttpSignature read(String label, String inputField, String signatureField)
      throws MalformedMessageException {
    Member input = member(INPUT_FIELD, label, inputField);
    Member signature = member(FIELD, label, signatureField);
    if (!(signature instanceof Member.Item item && item.value() instanceof BareItem.Bytes bytes)) {
      throw new MalformedMessageException(FIELD, label, "is not a byte sequence");
    }
    try {
      return new HttpSignature(SignatureInput.of(input), bytes.value());
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException(INPUT_FIELD, label, String.valueOf(e.getMessage()));
    }
  }

  private static Member member(String field, String label, String value)
      throws MalformedMessageException {
    return Dictionary.parse(field, value)
        .get(label)
        .orElseThrow(() -> new MalformedMessageException(field, label, "is missing"));
  }

  /** Whether it is {@code key}'s, over these parts of {@code message}. */
  public boolean verifies(HttpMessage message, PublicKey key) {
    try {
      return key.verifies(bytes(input.base(message)), value.toArray());
    } catch (IllegalArgumentException e) {
      // It covers what is not there, or cannot be signed.
      return false;
    }
  }

  /** The value of {@link #INPUT_FIELD}. */
  public String toInputField(String label) {
    return Dictionary.of(label, input.toMember()).serialise();
  }

  /** The value of {@link #FIELD}. */
  public String toField(String label) {
    return Dictionary.of(label, new Member.Item(new BareItem.Bytes(value), Parameters.NONE))
        .serialise();
  }

  private static byte[] bytes(String base) {
    return base.getBytes(StandardCharsets.US_ASCII);
  }
}
