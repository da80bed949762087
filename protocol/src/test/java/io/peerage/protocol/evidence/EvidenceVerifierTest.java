package io.peerage.protocol.evidence;

import static io.peerage.protocol.site.SiteFixture.NOW;
import static io.peerage.protocol.site.SiteFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.content.ContentHasher;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.HashedContent;
import io.peerage.protocol.content.RangeProof;
import io.peerage.protocol.identity.CertificateIssuer;
import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.identity.SpkiPin;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.site.UntrustedException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EvidenceVerifierTest {
  private static final int CHUNK = 1;
  private static final int BLOCK = 5;
  private final X509Certificate authority =
      CertificateIssuer.selfSign(
          key(1), "peerage.test", NOW.minusSeconds(60), NOW.plus(Duration.ofDays(3650)), 1);
  private final SpiffeId accused = SpiffeId.parse("spiffe://peerage.test/agent/mallory");
  private final SpiffeId tracker = SpiffeId.parse("spiffe://peerage.test/tracker/t-1");
  private final byte[] bytes = bytes();
  private final HashedContent content = hash(bytes);

  @Test
  void wrongBlockIsShownToBeWrong() throws Exception {
    byte[] wrong = block();
    wrong[77] ^= 1;
    EvidenceVerifier.Verdict verdict =
        verify(file(finding(content.prove(CHUNK, 0, 16), BLOCK, wrong)));
    assertThat(verdict.evidence().accused()).isEqualTo(accused);
    assertThat(verdict.fault()).contains("block 5 of chunk 1").contains("instead of");
  }

  @Test
  void wrongProofIsShownToBeWrong() throws Exception {
    byte[] hashes = content.prove(CHUNK, 0, 16).hashes().toBytes();
    hashes[100] ^= 1;
    EvidenceVerifier.Verdict verdict =
        verify(file(finding(new RangeProof(HashList.wrap(hashes)), null, null)));
    assertThat(verdict.fault()).contains("proof").contains("does not lead");
  }

  @Test
  void rightBlockAndRightProofAreNoEvidence() throws Exception {
    RangeProof right = content.prove(CHUNK, 0, 16);
    refuses(file(finding(right, BLOCK, block())), "was right");
    refuses(file(finding(right, null, null)), "was right");
  }

  @Test
  void blockOutsideTheRunIsNoEvidence() throws Exception {
    refuses(file(finding(content.prove(CHUNK, 0, 4), 0, 4, BLOCK, new byte[9])), "not among");
  }

  @Test
  void findingThatDoesNotShowTheRightHashIsNoEvidence() throws Exception {
    TransferFinding real = finding(content.prove(CHUNK, 0, 16), BLOCK, new byte[16384]);
    TransferFinding forged =
        new TransferFinding(
            real.root(),
            real.length(),
            0,
            real.chunkProof(),
            0,
            16,
            real.receivedProof(),
            BLOCK,
            real.receivedBlock());
    refuses(file(forged), "does not lead to the root");
  }

  @Test
  void evidenceOfAnAgentAgainstAnotherIsRefused() throws Exception {
    TransferFinding finding = finding(content.prove(CHUNK, 0, 16), BLOCK, new byte[16384]);
    SpiffeId agent = SpiffeId.parse("spiffe://peerage.test/agent/slanderer");
    refuses(file(finding, agent, accused), "not signed by a tracker");
  }

  @Test
  void certificateOfAnotherAgentIsRefused() throws Exception {
    TransferFinding finding = finding(content.prove(CHUNK, 0, 16), BLOCK, new byte[16384]);
    SpiffeId other = SpiffeId.parse("spiffe://peerage.test/agent/ann");
    refuses(file(finding, tracker, other), "the accused is");
  }

  private EvidenceVerifier.Verdict verify(byte[] file) throws Exception {
    return EvidenceVerifier.verify(file, SpkiPin.of(authority));
  }

  private void refuses(byte[] file, String why) {
    assertThatExceptionOfType(UntrustedException.class)
        .isThrownBy(() -> verify(file))
        .withMessageContaining(why);
  }

  private TransferFinding finding(
      RangeProof received, @Nullable Integer block, byte @Nullable [] blockBytes) {
    return finding(received, 0, 16, block, blockBytes);
  }

  private TransferFinding finding(
      RangeProof received,
      int first,
      int count,
      @Nullable Integer block,
      byte @Nullable [] blockBytes) {
    return new TransferFinding(
        content.root(),
        content.layout().length(),
        CHUNK,
        content.verifier().proveChunk(CHUNK).hashes().toBase64(),
        first,
        count,
        received.hashes().toBase64(),
        block,
        blockBytes == null ? null : Base64Bytes.of(blockBytes));
  }

  private byte[] file(TransferFinding finding) throws Exception {
    return file(finding, tracker, accused);
  }

  private byte[] file(TransferFinding finding, SpiffeId signer, SpiffeId certified)
      throws Exception {
    AuditEvidence evidence =
        new AuditEvidence(
            "ev-1",
            Evidence.Kind.AUDIT,
            accused,
            Certificates.der(issue(certified, 7)),
            NOW,
            finding);
    return StrictJson.write(
        TrackerDocument.sign(
            AuditEvidence.PAYLOAD_TYPE, evidence, key(3), issue(signer, 3), authority));
  }

  private X509Certificate issue(SpiffeId id, int keyNumber) throws Exception {
    return new CertificateIssuer(key(1), authority)
        .issue(
            key(keyNumber).publicKey(),
            id,
            NOW.minusSeconds(60),
            NOW.plus(Duration.ofHours(1)),
            keyNumber);
  }

  private byte[] block() {
    byte[] block = new byte[ContentLayout.BLOCK_BYTES];
    System.arraycopy(
        bytes,
        (int) content.layout().chunkOffset(CHUNK) + BLOCK * block.length,
        block,
        0,
        block.length);
    return block;
  }

  private static byte[] bytes() {
    byte[] bytes = new byte[1024 * 1024 + 16 * ContentLayout.BLOCK_BYTES];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static HashedContent hash(byte[] bytes) {
    ContentHasher hasher = new ContentHasher();
    hasher.update(ByteBuffer.wrap(bytes));
    return hasher.finish();
  }
}
