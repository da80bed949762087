package io.peerage.protocol.transfer;

import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.key.PublicKey;
import io.peerage.protocol.signature.HttpSignature;
import io.peerage.protocol.signature.SignatureInput;
import io.peerage.protocol.structured.BareItem;
import io.peerage.protocol.structured.Parameters;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An agent's signature under a {@link TransferAnswer}, by the key of its certificate. In the header
 * of the answer, and in evidence as the two fields' values:
 *
 * <pre>
 * {"input": "peerage=(\"@status\" ...);created=1795262400;keyid=\"64 hex digits\";alg=...",
 *  "signature": "peerage=:base64 of 64 bytes:"}
 * </pre>
 *
 * Immutable.
 *
 * @param input value of {@code Signature-Input}, at most {@value #MAX_CHARS} characters
 * @param signature value of {@code Signature}, at most as long
 */
public record TransferSignature(String input, String signature) {
  /** The most characters of either field. */
  public static final int MAX_CHARS = 1024;

  private static final String LABEL = "peerage";
  private static final String ALGORITHM = "ed25519";
  private static final String TAG = "peerage-transfer";

  public TransferSignature {
    if (input.length() > MAX_CHARS || signature.length() > MAX_CHARS) {
      throw new IllegalArgumentException(
          "the fields of a signature have at most " + MAX_CHARS + " characters each");
    }
  }

  /** Signs {@code answer} at {@code now}, to the second. */
  public static TransferSignature sign(TransferAnswer answer, Instant now, PrivateKey key) {
    Map<String, BareItem> parameters = new LinkedHashMap<>();
    parameters.put("created", new BareItem.Whole(now.getEpochSecond()));
    parameters.put("keyid", new BareItem.Text(key.publicKey().id().hex()));
    parameters.put("alg", new BareItem.Text(ALGORITHM));
    parameters.put("tag", new BareItem.Text(TAG));
    HttpSignature signed =
        HttpSignature.sign(
            answer.message(),
            new SignatureInput(answer.covered(), new Parameters(parameters)),
            key);
    return new TransferSignature(signed.toInputField(LABEL), signed.toField(LABEL));
  }

  /**
   * When {@code key} signed {@code answer}, as the signer said; nothing when it did not: another
   * signature, or one that is not {@link #claims of this kind}.
   */
  public Optional<Instant> verify(TransferAnswer answer, PublicKey key) {
    return read(answer, key)
        .filter(signed -> signed.verifies(answer.message(), key))
        .flatMap(signed -> signed.input().created())
        .map(Instant::ofEpochSecond);
  }

  /**
   * Whether this says of itself that it is {@code key}'s, over just what must be signed of {@code
   * answer}. If it does and {@link #verify} gives nothing, then it is forged; if it does not, it
   * may be of another version of the protocol.
   */
  public boolean claims(TransferAnswer answer, PublicKey key) {
    return read(answer, key).isPresent();
  }

  private Optional<HttpSignature> read(TransferAnswer answer, PublicKey key) {
    try {
      HttpSignature signed = HttpSignature.read(LABEL, input, signature);
      SignatureInput says = signed.input();
      return says.components().equals(answer.covered())
              && says.created().isPresent()
              && says.text("tag").equals(Optional.of(TAG))
              && says.text("alg").equals(Optional.of(ALGORITHM))
              && says.text("keyid").equals(Optional.of(key.id().hex()))
          ? Optional.of(signed)
          : Optional.empty();
    } catch (MalformedMessageException e) {
      return Optional.empty();
    }
  }
}
