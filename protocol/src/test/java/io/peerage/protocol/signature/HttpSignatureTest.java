package io.peerage.protocol.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.key.PublicKey;
import io.peerage.protocol.structured.Dictionary;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages, keys, signature bases and signatures of RFC 9421, sections 2 and B. */
class HttpSignatureTest {
  private static final String REQUEST_DIGEST =
      "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:";
  private static final String RESPONSE_DIGEST =
      "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:";
  private static final String BUSY_DIGEST =
      "sha-512=:0Y6iCBzGg5rZtoXS95Ijz03mslf6KAMCloESHObfwnHJDbkkWWQz6PhhU9kxsTbARtY2PTBOzq24uJFpHsMuAg==:";

  private static final HttpMessage.Request REQUEST =
      new HttpMessage.Request(
          "POST",
          "example.com",
          "/foo?param=Value&Pet=dog",
          Map.of(
              "host", List.of("example.com"),
              "date", List.of("Tue, 20 Apr 2021 02:07:55 GMT"),
              "content-type", List.of("application/json"),
              "content-digest", List.of(REQUEST_DIGEST),
              "content-length", List.of("18")));
  private static final HttpMessage.Response RESPONSE =
      new HttpMessage.Response(
          200,
          Map.of(
              "date", List.of("Tue, 20 Apr 2021 02:07:56 GMT"),
              "content-type", List.of("application/json"),
              "content-digest", List.of(RESPONSE_DIGEST),
              "content-length", List.of("23")),
          REQUEST);

  /** B.1.4, the values of d and x of the JSON Web Key. */
  private static final PrivateKey KEY =
      PrivateKey.ofSeed(
          Base64.getUrlDecoder().decode("n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU"));

  private static final PublicKey PUBLIC =
      PublicKey.ofRaw(Base64.getUrlDecoder().decode("JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"));

  private static final String B26_INPUT =
      "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\")"
          + ";created=1618884473;keyid=\"test-key-ed25519\"";
  private static final String B26_SIGNATURE =
      "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:";

  @Test
  void ed25519SignatureOfB26IsVerifiedAndMade() throws Exception {
    assertThat(KEY.publicKey()).isEqualTo(PUBLIC);
    HttpSignature signature = HttpSignature.read("sig-b26", B26_INPUT, B26_SIGNATURE);
    assertThat(signature.input().base(REQUEST))
        .isEqualTo(
            """
            "date": Tue, 20 Apr 2021 02:07:55 GMT
            "@method": POST
            "@path": /foo
            "@authority": example.com
            "content-type": application/json
            "content-length": 18
            "@signature-params": ("date" "@method" "@path" "@authority" "content-type" \
            "content-length");created=1618884473;keyid="test-key-ed25519\"\
            """);
    assertThat(signature.verifies(REQUEST, PUBLIC)).isTrue();
    HttpSignature made = HttpSignature.sign(REQUEST, signature.input(), KEY);
    assertThat(made.toInputField("sig-b26")).isEqualTo(B26_INPUT);
    assertThat(made.toField("sig-b26")).isEqualTo(B26_SIGNATURE);
    assertThat(signature.input().created()).contains(1618884473L);
    assertThat(signature.input().text("keyid")).contains("test-key-ed25519");
  }

  @Test
  void baseOfB21CoversNothing() throws Exception {
    assertThat(
            base(
                "();created=1618884473;keyid=\"test-key-rsa-pss\";nonce=\"b3k2pp5k7z-50gnwp.yemd\""))
        .isEqualTo(
            "\"@signature-params\": ();created=1618884473;keyid=\"test-key-rsa-pss\""
                + ";nonce=\"b3k2pp5k7z-50gnwp.yemd\"");
  }

  @Test
  void baseOfB23CoversTheRequest() throws Exception {
    String input =
        "(\"date\" \"@method\" \"@path\" \"@query\" \"@authority\" \"content-type\""
            + " \"content-digest\" \"content-length\");created=1618884473"
            + ";keyid=\"test-key-rsa-pss\"";
    assertThat(base(input))
        .isEqualTo(
            """
            "date": Tue, 20 Apr 2021 02:07:55 GMT
            "@method": POST
            "@path": /foo
            "@query": ?param=Value&Pet=dog
            "@authority": example.com
            "content-type": application/json
            "content-digest": %s
            "content-length": 18
            "@signature-params": %s\
            """
                .formatted(REQUEST_DIGEST, input));
  }

  @Test
  void baseOfB24CoversTheResponse() throws Exception {
    String input =
        "(\"@status\" \"content-type\" \"content-digest\" \"content-length\");created=1618884473"
            + ";keyid=\"test-key-ecc-p256\"";
    assertThat(input(input).base(RESPONSE))
        .isEqualTo(
            """
            "@status": 200
            "content-type": application/json
            "content-digest": %s
            "content-length": 23
            "@signature-params": %s\
            """
                .formatted(RESPONSE_DIGEST, input));
  }

  @Test
  void baseOfB25CoversFieldsAndAuthority() throws Exception {
    String input =
        "(\"date\" \"@authority\" \"content-type\");created=1618884473"
            + ";keyid=\"test-shared-secret\"";
    assertThat(base(input))
        .isEqualTo(
            """
            "date": Tue, 20 Apr 2021 02:07:55 GMT
            "@authority": example.com
            "content-type": application/json
            "@signature-params": %s\
            """
                .formatted(input));
  }

  @Test
  void baseOfSection24BindsTheResponseToItsRequest() throws Exception {
    HttpMessage.Response busy =
        new HttpMessage.Response(
            503,
            Map.of(
                "content-type", List.of("application/json"),
                "content-digest", List.of(BUSY_DIGEST),
                "content-length", List.of("62")),
            REQUEST);
    String input =
        "(\"@status\" \"content-digest\" \"content-type\" \"@authority\";req \"@method\";req"
            + " \"@path\";req \"content-digest\";req);created=1618884479"
            + ";keyid=\"test-key-ecc-p256\"";
    assertThat(input(input).base(busy))
        .isEqualTo(
            """
            "@status": 503
            "content-digest": %s
            "content-type": application/json
            "@authority";req: example.com
            "@method";req: POST
            "@path";req: /foo
            "content-digest";req: %s
            "@signature-params": %s\
            """
                .formatted(BUSY_DIGEST, REQUEST_DIGEST, input));
  }

  /** Section 2.1: lines of one field are put together; section 2.2.7: no query is a lone mark. */
  @Test
  void linesAreJoinedAndAnEmptyQueryIsAQuestionMark() throws Exception {
    HttpMessage.Request request =
        new HttpMessage.Request(
            "GET",
            "www.example.com",
            "/path",
            Map.of(
                "cache-control", List.of(" max-age=60 ", "    must-revalidate"), "x", List.of("")));
    assertThat(input("(\"cache-control\" \"@query\" \"x\")").base(request))
        .isEqualTo(
            """
            "cache-control": max-age=60, must-revalidate
            "@query": ?
            "x":\s
            "@signature-params": ("cache-control" "@query" "x")\
            """);
  }

  @Test
  void signatureOverAnotherMessageOrByAnotherKeyDoesNotVerify() throws Exception {
    HttpSignature signature = HttpSignature.read("sig-b26", B26_INPUT, B26_SIGNATURE);
    HttpMessage.Request other =
        new HttpMessage.Request("GET", REQUEST.authority(), REQUEST.target(), REQUEST.fields());
    assertThat(signature.verifies(other, PUBLIC)).isFalse();
    assertThat(signature.verifies(RESPONSE, PUBLIC)).isFalse();
    PublicKey stranger = PrivateKey.ofSeed(new byte[32]).publicKey();
    assertThat(signature.verifies(REQUEST, stranger)).isFalse();
    HttpSignature later =
        HttpSignature.read("sig-b26", B26_INPUT.replace("73;", "74;"), B26_SIGNATURE);
    assertThat(later.verifies(REQUEST, PUBLIC)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"date\"",
        "(date)",
        "(\"date\" \"date\")",
        "(\"Date\")",
        "(\"date\";sf)",
        "(\"date\";req;bs)",
        "(\"date\";req=?0)",
        "(\"\")",
        "(\"a b\")",
      })
  void inputOfAnotherFormIsRefused(String input) {
    assertThatIllegalArgumentException().isThrownBy(() -> input(input));
  }

  @Test
  void missingOrMalformedFieldsAreNamed() {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> HttpSignature.read("other", B26_INPUT, B26_SIGNATURE))
        .withMessage("Signature-Input: other: is missing");
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> HttpSignature.read("sig-b26", B26_INPUT, "sig-b26=\"x\""))
        .withMessage("Signature: sig-b26: is not a byte sequence");
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> HttpSignature.read("sig-b26", B26_INPUT, "sig-b26=:AAAA:"))
        .withMessageContaining("64 bytes");
  }

  @Test
  void valueOfSeveralLinesIsNeverSigned() throws Exception {
    HttpMessage.Request request =
        new HttpMessage.Request("GET", "a", "/", Map.of("x", List.of("1\n\"y\": 2")));
    assertThatIllegalArgumentException().isThrownBy(() -> input("(\"x\")").base(request));
    assertThatIllegalArgumentException().isThrownBy(() -> input("(\"absent\")").base(request));
  }

  private static String base(String input) throws Exception {
    return input(input).base(REQUEST);
  }

  private static SignatureInput input(String text) throws Exception {
    return SignatureInput.of(Dictionary.parse("F", "s=" + text).get("s").orElseThrow());
  }
}
