package io.peerage.protocol.evidence;

import static io.peerage.protocol.site.SiteFixture.NOW;
import static io.peerage.protocol.site.SiteFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.content.ContentHasher;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.HashedContent;
import io.peerage.protocol.content.RangeProof;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.evidence.SignedAccusation.Outcome;
import io.peerage.protocol.identity.CertificateIssuer;
import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.identity.SpkiPin;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.signature.ContentDigest;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.protocol.transfer.TransferAnswer;
import io.peerage.protocol.transfer.TransferSignature;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What signatures alone prove, and every way of making them seem to prove something else. */
class SignedEvidenceTest {
  private static final int CHUNK = 1;
  private static final BlockRun WHOLE = new BlockRun(0, 16);
  private static final BlockRun PART = new BlockRun(4, 3);
  private static final PrivateKey LIAR_KEY = key(7);
  private static final PrivateKey ANN_KEY = key(8);

  private final X509Certificate authority =
      CertificateIssuer.selfSign(
          key(1), "peerage.test", NOW.minusSeconds(60), NOW.plus(Duration.ofDays(3650)), 1);
  private final SpiffeId liar = SpiffeId.parse("spiffe://peerage.test/agent/liar");
  private final SpiffeId ann = SpiffeId.parse("spiffe://peerage.test/agent/ann");
  private final SpiffeId tracker = SpiffeId.parse("spiffe://peerage.test/tracker/t-1");
  private final HashedContent content = hash(1);
  private final HashedContent other = hash(2);

  @Test
  void signedWrongProofIsProvenAgainstItsSigner() throws Exception {
    for (BlockRun run : List.of(WHOLE, PART)) {
      SignedResponse response = response(run, wrong(run), LIAR_KEY);
      Outcome.Proven proven = (Outcome.Proven) judge(accusation(response));
      assertThat(proven.accuser()).isEqualTo(ann);
      assertThat(proven.signedAt()).isEqualTo(NOW);
      EvidenceVerifier.Verdict verdict = verify(file(responseEvidence(response)));
      assertThat(verdict.fault()).contains("it signed at").contains("does not lead to");
      assertThat(verdict.content()).contains(content.root());
      assertThat(verdict.evidence().accused()).isEqualTo(liar);
    }
  }

  @Test
  void rightResponseIsNoEvidenceAndAccusingItsSenderIs() throws Exception {
    SignedResponse right = response(PART, right(PART), LIAR_KEY);
    refuses(file(responseEvidence(right)), "was right");
    SignedAccusation accusation = accusation(right);
    assertThat(judge(accusation)).isInstanceOf(Outcome.Refuted.class);
    EvidenceVerifier.Verdict verdict = verify(file(falseAccusation(accusation, ann)));
    assertThat(verdict.fault()).contains("a signed response that is right");
    assertThat(verdict.evidence().accused()).isEqualTo(ann);
    assertThat(verdict.content()).contains(content.root());
  }

  /** The client signs with its own key what it would have liked the server to sign. */
  @Test
  void forgedResponseIsNoEvidenceAndAccusingWithItIs() throws Exception {
    TransferSignature byAnn = signature(WHOLE, wrong(WHOLE), ANN_KEY);
    TransferSignature byLiar = signature(WHOLE, right(WHOLE), LIAR_KEY);
    SignedResponse forged =
        new SignedResponse(
            stated(WHOLE, wrong(WHOLE)), new TransferSignature(byLiar.input(), byAnn.signature()));
    refuses(file(responseEvidence(forged)), "is not signed by");
    Outcome.Refuted refuted = (Outcome.Refuted) judge(accusation(forged));
    assertThat(refuted.fault()).contains("did not sign");
    assertThat(verify(file(falseAccusation(accusation(forged), ann))).fault()).contains("not sign");
  }

  /** A right answer to another question is not a wrong answer to this one. */
  @Test
  void rightAnswerToAnotherRequestDoesNotFrameItsSigner() throws Exception {
    TransferSignature ofPart = signature(PART, right(PART), LIAR_KEY);
    TransferSignature ofOther =
        TransferSignature.sign(
            new TransferAnswer.Chunk(
                other.root(), length(), CHUNK, WHOLE, other.prove(CHUNK, 0, 16)),
            NOW,
            LIAR_KEY);
    TransferSignature ofChunk0 =
        TransferSignature.sign(
            new TransferAnswer.Chunk(content.root(), length(), 0, WHOLE, content.prove(0, 0, 16)),
            NOW,
            LIAR_KEY);
    TransferSignature ofLayer =
        TransferSignature.sign(
            new TransferAnswer.Layer(
                content.root(), length(), ContentDigest.of(content.chunkHashes().toBytes())),
            NOW,
            LIAR_KEY);
    for (SignedResponse framed :
        List.of(
            // The same hashes, said to be for other blocks.
            new SignedResponse(stated(new BlockRun(5, 3), right(PART)), ofPart),
            new SignedResponse(stated(WHOLE, other.prove(CHUNK, 0, 16)), ofOther),
            new SignedResponse(stated(WHOLE, content.prove(0, 0, 16)), ofChunk0),
            new SignedResponse(stated(WHOLE, wrong(WHOLE)), ofPart),
            new SignedResponse(stated(WHOLE, wrong(WHOLE)), ofLayer))) {
      assertThatExceptionOfType(UntrustedException.class)
          .isThrownBy(() -> verify(file(responseEvidence(framed))));
    }
  }

  @Test
  void everyChangeOfASignedFieldEndsTheProof() throws Exception {
    SignedResponse real = response(PART, wrong(PART), LIAR_KEY);
    TransferSignature s = real.signature();
    for (TransferSignature changed :
        List.of(
            new TransferSignature(s.input().replace("\"@path\";req ", ""), s.signature()),
            new TransferSignature(s.input().replace("\"range\";req ", ""), s.signature()),
            new TransferSignature(s.input().replace(";req", ""), s.signature()),
            new TransferSignature(s.input().replace("peerage-transfer", "other"), s.signature()),
            new TransferSignature(s.input().replace("ed25519", "hmac-sha256"), s.signature()),
            new TransferSignature(
                s.input().replace(LIAR_KEY.publicKey().id().hex(), ANN_KEY.publicKey().id().hex()),
                s.signature()),
            new TransferSignature(
                s.input().replaceFirst("created=\\d+", "created=" + (NOW.getEpochSecond() + 1)),
                s.signature()),
            new TransferSignature(s.input().replaceFirst("created=\\d+;", ""), s.signature()),
            new TransferSignature(s.input().replace("peerage=", "sig1="), s.signature()),
            new TransferSignature(s.input(), signature(PART, right(PART), LIAR_KEY).signature()),
            new TransferSignature("", ""))) {
      assertThatExceptionOfType(UntrustedException.class)
          .as(changed.input())
          .isThrownBy(
              () -> verify(file(responseEvidence(new SignedResponse(real.finding(), changed)))));
    }
    TransferFinding f = real.finding();
    for (TransferFinding changed :
        List.of(
            finding(f, other.root(), f.length(), f.firstBlock(), f.blockCount()),
            finding(f, f.root(), f.length() - 1, f.firstBlock(), f.blockCount()),
            finding(f, f.root(), Long.MAX_VALUE, f.firstBlock(), f.blockCount()),
            finding(f, f.root(), f.length(), f.firstBlock() + 1, f.blockCount()),
            finding(f, f.root(), f.length(), -1, f.blockCount()),
            finding(f, f.root(), f.length(), 200, f.blockCount()),
            finding(f, f.root(), f.length(), f.firstBlock(), f.blockCount() + 1))) {
      assertThatExceptionOfType(UntrustedException.class)
          .as(changed.toString())
          .isThrownBy(
              () -> verify(file(responseEvidence(new SignedResponse(changed, real.signature())))));
    }
  }

  /** Another protocol's signature is not a forgery of this one's: its bearer may just be newer. */
  @Test
  void signatureOfAnotherKindRefutesNobody() throws Exception {
    SignedResponse real = response(WHOLE, wrong(WHOLE), LIAR_KEY);
    SignedResponse newer =
        new SignedResponse(
            real.finding(),
            new TransferSignature(
                real.signature().input().replace("\"@status\" ", "\"@status\" \"ticket\";req "),
                real.signature().signature()));
    assertThatExceptionOfType(UntrustedException.class)
        .isThrownBy(() -> judge(accusation(newer)))
        .withMessageContaining("not over what this protocol signs");
  }

  @Test
  void certificateMustBeTheAccusedsAndValidWhenItSigned() throws Exception {
    SignedResponse response = response(WHOLE, wrong(WHOLE), LIAR_KEY);
    refuses(
        file(
            new ResponseEvidence(
                "ev-1",
                Evidence.Kind.SIGNED_RESPONSE,
                ann,
                Certificates.der(issue(liar, LIAR_KEY)),
                NOW,
                response)),
        "the accused is");
    TransferSignature late =
        TransferSignature.sign(
            new TransferAnswer.Chunk(content.root(), length(), CHUNK, WHOLE, wrong(WHOLE)),
            NOW.plus(Duration.ofDays(2)),
            LIAR_KEY);
    SignedResponse afterItsEnd = new SignedResponse(stated(WHOLE, wrong(WHOLE)), late);
    refuses(file(responseEvidence(afterItsEnd)), "certificate of the accused");
    assertThatExceptionOfType(UntrustedException.class)
        .isThrownBy(() -> judge(accusation(afterItsEnd)));
    X509Certificate otherAuthority =
        CertificateIssuer.selfSign(
            key(5), "peerage.test", NOW.minusSeconds(60), NOW.plus(Duration.ofDays(1)), 1);
    assertThatExceptionOfType(UntrustedException.class)
        .isThrownBy(() -> accusation(response).judge(otherAuthority));
  }

  @Test
  void accusationCountsOnlyUnderItsAccusersSignature() throws Exception {
    SignedResponse right = response(WHOLE, right(WHOLE), LIAR_KEY);
    SignedAccusation byAnn = accusation(right);
    SignedAccusation underLiarsName =
        new SignedAccusation(byAnn.envelope(), Certificates.der(issue(liar, LIAR_KEY)));
    assertThatExceptionOfType(UntrustedException.class)
        .isThrownBy(() -> judge(underLiarsName))
        .withMessageContaining("not signed by an agent");
    SignedAccusation byATracker =
        SignedAccusation.sign(accuse(right), key(3), issue(tracker, key(3)));
    assertThatExceptionOfType(UntrustedException.class).isThrownBy(() -> judge(byATracker));
    refuses(file(falseAccusation(byAnn, liar)), "the accused is");
    SignedAccusation isTrue = accusation(response(WHOLE, wrong(WHOLE), LIAR_KEY));
    refuses(file(falseAccusation(isTrue, ann)), "was true");
  }

  /** The authority of who proves matters too: no file is evidence without a tracker's signature. */
  @Test
  void fileThatNoTrackerSignedIsRefused() throws Exception {
    ResponseEvidence evidence = responseEvidence(response(WHOLE, wrong(WHOLE), LIAR_KEY));
    byte[] byAnAgent =
        StrictJson.write(
            TrackerDocument.sign(
                evidence.payloadType(), evidence, ANN_KEY, issue(ann, ANN_KEY), authority));
    refuses(byAnAgent, "not signed by a tracker");
    byte[] ofAnotherType =
        StrictJson.write(
            TrackerDocument.sign(
                "text/plain", evidence, key(3), issue(tracker, key(3)), authority));
    refuses(ofAnotherType, "is no evidence");
  }

  @Test
  void fileWithAnyByteChangedIsRefused() throws Exception {
    SignedResponse right = response(PART, right(PART), LIAR_KEY);
    Random random = new Random(3);
    for (byte[] file :
        List.of(
            file(responseEvidence(response(PART, wrong(PART), LIAR_KEY))),
            file(falseAccusation(accusation(right), ann)))) {
      assertThat(verify(file)).isNotNull();
      for (int i = 0; i < 300; i++) {
        byte[] damaged = file.clone();
        damaged[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
        try {
          EvidenceVerifier.Verdict verdict = verify(damaged);
          // Only where base64 has spare bits, or a certificate repeats what is not signed.
          assertThat(verdict.evidence()).isEqualTo(verify(file).evidence());
        } catch (UntrustedException | MalformedMessageException e) {
          assertThat(e.getMessage()).isNotBlank();
        }
      }
    }
  }

  @Test
  void blockIsNoPartOfASignedResponse() {
    TransferFinding withBlock =
        TransferFinding.ofBlock(content.verifier(), CHUNK, 0, 16, right(WHOLE), 5, new byte[16384]);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new SignedResponse(withBlock, new TransferSignature("a", "b")))
        .withMessageContaining("block is null");
  }

  @Test
  void largestAccusationFits() throws Exception {
    byte[] hashes = new byte[RangeProof.MAX_HASHES * 32];
    new Random(1).nextBytes(hashes);
    Base64Bytes certificate = Base64Bytes.of(new byte[Certificates.MAX_DER_BYTES]);
    TransferFinding real = stated(WHOLE, right(WHOLE));
    Accusation accusation =
        new Accusation(
            SpiffeId.parse("spiffe://" + "d".repeat(200) + "/agent/" + "a".repeat(63)),
            certificate,
            NOW,
            new SignedResponse(
                new TransferFinding(
                    real.root(),
                    real.length(),
                    CHUNK,
                    HashList.wrap(Arrays.copyOf(hashes, 13 * 32)).toBase64(),
                    0,
                    16,
                    HashList.wrap(hashes).toBase64(),
                    null,
                    null),
                new TransferSignature("\"".repeat(1024), "\"".repeat(1024))));
    byte[] payload = StrictJson.write(accusation);
    assertThat(payload.length).isLessThanOrEqualTo(Accusation.MAX_BYTES);
    Envelope envelope = Envelope.sign(Accusation.PAYLOAD_TYPE, payload, List.of(ANN_KEY));
    assertThat(StrictJson.write(new SignedAccusation(envelope, certificate)).length)
        .isLessThanOrEqualTo(SignedAccusation.MAX_BYTES);
    AccusationEvidence evidence =
        new AccusationEvidence(
            "ev-1", Evidence.Kind.FALSE_ACCUSATION, ann, certificate, NOW, envelope);
    assertThat(StrictJson.write(evidence).length).isLessThanOrEqualTo(Evidence.MAX_BYTES);
    assertThat(file(evidence).length).isLessThanOrEqualTo(EvidenceVerifier.MAX_FILE_BYTES);
  }

  private Outcome judge(SignedAccusation accusation) throws Exception {
    return accusation.judge(authority);
  }

  private EvidenceVerifier.Verdict verify(byte[] file)
      throws MalformedMessageException, UntrustedException {
    return EvidenceVerifier.verify(file, SpkiPin.of(authority));
  }

  private void refuses(byte[] file, String why) {
    assertThatExceptionOfType(UntrustedException.class)
        .isThrownBy(() -> verify(file))
        .withMessageContaining(why);
  }

  private byte[] file(Evidence evidence) throws Exception {
    return StrictJson.write(
        TrackerDocument.sign(
            evidence.payloadType(), evidence, key(3), issue(tracker, key(3)), authority));
  }

  private ResponseEvidence responseEvidence(SignedResponse response) throws Exception {
    return new ResponseEvidence(
        "ev-1",
        Evidence.Kind.SIGNED_RESPONSE,
        liar,
        Certificates.der(issue(liar, LIAR_KEY)),
        NOW,
        response);
  }

  private static AccusationEvidence falseAccusation(SignedAccusation accusation, SpiffeId accused) {
    return new AccusationEvidence(
        "ev-1",
        Evidence.Kind.FALSE_ACCUSATION,
        accused,
        accusation.certificate(),
        NOW,
        accusation.envelope());
  }

  private SignedAccusation accusation(SignedResponse response) throws Exception {
    return SignedAccusation.sign(accuse(response), ANN_KEY, issue(ann, ANN_KEY));
  }

  private Accusation accuse(SignedResponse response) throws Exception {
    return new Accusation(liar, Certificates.der(issue(liar, LIAR_KEY)), NOW, response);
  }

  private SignedResponse response(BlockRun run, RangeProof proof, PrivateKey key) {
    return new SignedResponse(stated(run, proof), signature(run, proof, key));
  }

  private TransferFinding stated(BlockRun run, RangeProof proof) {
    return TransferFinding.ofProof(content.verifier(), CHUNK, run.first(), run.count(), proof);
  }

  private TransferSignature signature(BlockRun run, RangeProof proof, PrivateKey key) {
    return TransferSignature.sign(
        new TransferAnswer.Chunk(content.root(), length(), CHUNK, run, proof), NOW, key);
  }

  private static TransferFinding finding(
      TransferFinding f, ContentRoot root, long length, int first, int count) {
    return new TransferFinding(
        root, length, f.chunk(), f.chunkProof(), first, count, f.receivedProof(), null, null);
  }

  private RangeProof right(BlockRun run) {
    return content.prove(CHUNK, run.first(), run.count());
  }

  private RangeProof wrong(BlockRun run) {
    byte[] hashes = right(run).hashes().toBytes();
    hashes[40] ^= 1;
    return new RangeProof(HashList.wrap(hashes));
  }

  private long length() {
    return content.layout().length();
  }

  private X509Certificate issue(SpiffeId id, PrivateKey key) throws Exception {
    Instant from = NOW.minusSeconds(60);
    return new CertificateIssuer(key(1), authority)
        .issue(key.publicKey(), id, from, NOW.plus(Duration.ofHours(1)), 7);
  }

  private static HashedContent hash(long seed) {
    byte[] bytes = new byte[1024 * 1024 + 16 * 16384];
    new Random(seed).nextBytes(bytes);
    ContentHasher hasher = new ContentHasher();
    hasher.update(ByteBuffer.wrap(bytes));
    return hasher.finish();
  }
}
