package io.peerage.protocol.dsse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.key.PrivateKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private static final String TYPE = "http://example.com/HelloWorld";
  private final PrivateKey ann = PrivateKey.ofSeed(seed(1));
  private final PrivateKey ben = PrivateKey.ofSeed(seed(2));

  /** The example of the DSSE specification, version 1.0. */
  @Test
  void encodesForSigningAsTheSpecificationDoes() {
    assertThat(Envelope.preAuthenticationEncoding(TYPE, "hello world".getBytes(UTF_8)))
        .asString(UTF_8)
        .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  }

  @Test
  void survivesJson() throws Exception {
    Envelope envelope = Envelope.sign(TYPE, "hello".getBytes(UTF_8), List.of(ann, ben));
    assertThat(Envelope.parse("envelope", envelope.toJson(), 4096)).isEqualTo(envelope);
  }

  @Test
  void countsAKeyOnceHoweverOftenItSigned() {
    Envelope envelope = Envelope.sign(TYPE, "hello".getBytes(UTF_8), List.of(ann, ann, ann));
    assertThat(envelope.signers(List.of(ann.publicKey(), ben.publicKey())))
        .containsExactly(ann.publicKey().id());
  }

  @Test
  void passesOverSignaturesThatAreWrongOrOfStrangers() {
    Envelope real = Envelope.sign(TYPE, "hello".getBytes(UTF_8), List.of(ann));
    Envelope moved = new Envelope(TYPE, Base64Bytes.of("hellO".getBytes(UTF_8)), real.signatures());
    Envelope retyped = new Envelope("text/plain", real.payload(), real.signatures());
    assertThat(moved.signers(List.of(ann.publicKey()))).isEmpty();
    assertThat(retyped.signers(List.of(ann.publicKey()))).isEmpty();
    assertThat(real.signers(List.of(ben.publicKey()))).isEmpty();
  }

  @Test
  void refusesWhatIsNoEnvelope() {
    for (String json :
        List.of(
            "",
            "null",
            "[]",
            "{}",
            "{\"payloadType\":\"a\",\"payload\":\"\",\"signatures\":[]}",
            "{\"payloadType\":\"a\",\"payload\":\"***\",\"signatures\":[]}",
            "{\"payloadType\":\"a\",\"payload\":\"\",\"signatures\":[{\"keyid\":\"x\"}]}")) {
      assertThatExceptionOfType(MalformedMessageException.class)
          .as(json)
          .isThrownBy(() -> Envelope.parse("envelope", json.getBytes(UTF_8), 4096));
    }
  }

  private static byte[] seed(int value) {
    byte[] seed = new byte[32];
    seed[0] = (byte) value;
    return seed;
  }
}
