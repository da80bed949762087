package io.peerage.protocol;

import static io.peerage.protocol.site.SiteFixture.NOW;
import static io.peerage.protocol.site.SiteFixture.SITE;
import static io.peerage.protocol.site.SiteFixture.key;
import static io.peerage.protocol.site.SiteFixture.root;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.evidence.Accusation;
import io.peerage.protocol.evidence.EvidenceVerifier;
import io.peerage.protocol.evidence.SignedAccusation;
import io.peerage.protocol.evidence.SignedResponse;
import io.peerage.protocol.evidence.TransferFinding;
import io.peerage.protocol.identity.CertificateIssuer;
import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.identity.EnrolmentToken;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.identity.SpkiPin;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.manifest.Manifest;
import io.peerage.protocol.manifest.ManifestVerifier;
import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.protocol.manifest.ReplayHeaders;
import io.peerage.protocol.message.AnnounceRequest;
import io.peerage.protocol.message.Purge;
import io.peerage.protocol.message.PurgeBatch;
import io.peerage.protocol.message.ReportRequest;
import io.peerage.protocol.message.TakedownIndex;
import io.peerage.protocol.message.TakedownList;
import io.peerage.protocol.signature.ContentDigest;
import io.peerage.protocol.signature.HttpSignature;
import io.peerage.protocol.site.SiteFixture;
import io.peerage.protocol.site.SiteRoot;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.protocol.structured.Dictionary;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.protocol.transfer.ContentResource;
import io.peerage.protocol.transfer.TransferAnswer;
import io.peerage.protocol.transfer.TransferHeaders;
import io.peerage.protocol.transfer.TransferSignature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever bytes come, a parser gives a value or one of its two checked exceptions. Each fuzz test
 * runs its recorded inputs in every build; {@code JAZZER_FUZZ=1} searches for new ones.
 */
class ParsersFuzzTest {
  private static final Purge PURGE = new Purge(SITE, Purge.Kind.URL, "/a?b=1", Purge.Mode.HARD);
  private static final SpkiPin PIN = new SpkiPin(ContentRoot.EMPTY.hash());

  private static final TransferAnswer ANSWER =
      new TransferAnswer.Layer(ContentRoot.EMPTY, 5_000_000, ContentDigest.of(new byte[0]));
  private static final X509Certificate AUTHORITY =
      CertificateIssuer.selfSign(
          key(1), "peerage.test", NOW.minusSeconds(60), NOW.plusSeconds(3600), 1);

  @FuzzTest
  void documents(byte[] input) {
    parseDocuments(input);
  }

  @FuzzTest
  void messages(byte[] input) {
    parseMessages(input);
  }

  @FuzzTest
  void headersAndPaths(byte[] input) {
    parseHeadersAndPaths(new String(input, ISO_8859_1));
  }

  /** Real documents with a few bytes changed come further than random bytes do. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void damagedDocumentsAreRefusedOrUnharmed(long seed) {
    Random random = new Random(seed);
    Manifest manifest =
        new Manifest(
            SITE,
            new ObjectPath("/a"),
            1,
            0,
            ContentLayout.MIN_CHUNK_BYTES,
            ContentRoot.EMPTY,
            "",
            new ReplayHeaders(Map.of("etag", "\"1\"")),
            NOW,
            NOW.plusSeconds(60));
    List<byte[]> originals =
        List.of(
            manifest.sign(key(2)).toJson(),
            root(1, 1, List.of(key(1)), key(2)).sign(List.of(key(1))).toJson(),
            StrictJson.write(manifest),
            StrictJson.write(accusation()),
            StrictJson.write(PURGE),
            StrictJson.write(
                new PurgeBatch(1, 9, false, NOW, List.of(PurgeBatch.Entry.of(7, NOW, PURGE)))),
            StrictJson.write(
                new TakedownList(
                    3, NOW, List.of(TakedownList.Entry.ofPath("c", "r", SITE, "/a/%62")))),
            "{\"epoch\":\"e\",\"sequence\":1,\"traffic\":{},\"observations\":[]}".getBytes(UTF_8));
    for (byte[] original : originals) {
      for (int i = 0; i < 2000; i++) {
        byte[] damaged = original.clone();
        for (int n = random.nextInt(4); n >= 0; n--) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        parseDocuments(damaged);
        parseMessages(damaged);
      }
    }
  }

  private static SignedAccusation accusation() {
    SpiffeId accused = SpiffeId.parse("spiffe://peerage.test/agent/a");
    TransferFinding finding =
        new TransferFinding(ContentRoot.EMPTY, 5_000_000, 0, "", 0, 16, "", null, null);
    return SignedAccusation.sign(
        new Accusation(
            accused,
            Certificates.der(AUTHORITY),
            NOW,
            new SignedResponse(finding, TransferSignature.sign(ANSWER, NOW, key(2)))),
        key(1),
        AUTHORITY);
  }

  private static void parseDocuments(byte[] input) {
    accepts(() -> {
      Envelope envelope = Envelope.parse("e", input, Manifest.MAX_ENVELOPE_BYTES);
      assertThat(
              ManifestVerifier.verify(
                  envelope,
                  new ObjectPath("/a"),
                  SiteFixture.trusted(key(1), key(2)),
                  Optional.empty(),
                  NOW))
          .isNotNull();
    });
    accepts(() -> SiteRoot.parse(Envelope.parse("e", input, SiteRoot.MAX_ENVELOPE_BYTES)));
    accepts(() -> EvidenceVerifier.verify(input, PIN));
    accepts(() ->
        StrictJson.read("a", input, SignedAccusation.MAX_BYTES, SignedAccusation.class)
            .judge(AUTHORITY));
    accepts(() -> StrictJson.read("m", input, 1 << 20, Manifest.class));
    accepts(() -> EnrolmentToken.parse(new String(input, ISO_8859_1)));
  }

  private static void parseMessages(byte[] input) {
    accepts(() -> StrictJson.read("m", input, 1 << 20, AnnounceRequest.class));
    accepts(() -> StrictJson.read("m", input, 1 << 20, ReportRequest.class));
    accepts(() -> StrictJson.read("m", input, Purge.MAX_BYTES, Purge.class));
    accepts(() -> StrictJson.read("m", input, PurgeBatch.MAX_BYTES, PurgeBatch.class));
    accepts(() ->
        TakedownIndex.of(StrictJson.read("m", input, TakedownList.MAX_BYTES, TakedownList.class)));
  }

  private static void parseHeadersAndPaths(String input) {
    accepts(() -> TransferHeaders.readProof(input));
    accepts(() -> {
      String written = Dictionary.parse("d", input).serialise();
      assertThat(Dictionary.parse("d", written).serialise()).isEqualTo(written);
    });
    accepts(() -> ContentDigest.parse(ContentDigest.FIELD, input));
    accepts(() -> HttpSignature.read("peerage", input, input));
    if (input.length() <= TransferSignature.MAX_CHARS) {
      assertThat(new TransferSignature(input, input).verify(ANSWER, key(1).publicKey())).isEmpty();
    }
    ContentLayout layout = new ContentLayout(5_000_000);
    BlockRun.parseRange(input, layout, 4)
        .ifPresent(run -> assertThat(run.bytes(layout, 4)).isPositive());
    ContentResource.parse(input)
        .ifPresent(resource -> assertThat(resource.path()).isEqualTo(input));
  }

  private interface Parse {
    void run() throws MalformedMessageException, UntrustedException;
  }

  private static void accepts(Parse parse) {
    try {
      parse.run();
    } catch (MalformedMessageException | UntrustedException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
