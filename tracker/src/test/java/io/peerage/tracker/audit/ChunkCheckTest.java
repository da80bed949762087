package io.peerage.tracker.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.RangeProof;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.transfer.TransferHeaders;
import io.peerage.testing.SeededContent;
import io.peerage.testing.TestTrustDomain;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChunkCheckTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final int CHUNK = 1;
  private final SeededContent content = SeededContent.of(1, 1_200_000);
  private final X509Certificate certificate =
      new TestTrustDomain(NOW).identity(Role.AGENT, "a-1").certificate();
  private final byte[] bytes = chunk();

  @Test
  void rightAnswerIsClean() throws Exception {
    assertThat(check(proof(), bytes)).isInstanceOf(Finding.Clean.class);
  }

  @Test
  void wrongBlockIsShownWithItsNumberAndBytes() throws Exception {
    bytes[3 * ContentLayout.BLOCK_BYTES + 5] ^= 1;
    Finding.Mismatch mismatch = (Finding.Mismatch) check(proof(), bytes);
    assertThat(mismatch.finding().block()).isEqualTo(3);
    assertThat(mismatch.finding().receivedBlock()).isNotNull();
    assertThat(mismatch.certificate()).isEqualTo(certificate);
    assertThat(mismatch.observedAt()).isEqualTo(NOW);
  }

  @Test
  void wrongBlockCountsEvenWhenTheAnswerBreaksOffAfterIt() throws Exception {
    bytes[5] ^= 1;
    assertThat(check(proof(), Arrays.copyOf(bytes, 2 * ContentLayout.BLOCK_BYTES)))
        .isInstanceOf(Finding.Mismatch.class);
  }

  @Test
  void proofThatDoesNotLeadToTheChunkIsShownWithoutABlock() throws Exception {
    byte[] hashes = proof().hashes().toBytes();
    hashes[7] ^= 1;
    Finding.Mismatch mismatch =
        (Finding.Mismatch) check(new RangeProof(HashList.wrap(hashes)), bytes);
    assertThat(mismatch.finding().block()).isNull();
    Finding.Mismatch tooShort =
        (Finding.Mismatch) check(content.hashed().prove(CHUNK, 0, 2), bytes);
    assertThat(tooShort.finding().block()).isNull();
  }

  @Test
  void truncatedOrOverlongAnswersAreNoEvidence() throws Exception {
    assertUnavailable(check(proof(), Arrays.copyOf(bytes, bytes.length - 1)), "broke off");
    assertUnavailable(check(proof(), Arrays.copyOf(bytes, 100)), "broke off in block 0");
    assertUnavailable(check(proof(), Arrays.copyOf(bytes, bytes.length + 1)), "goes on");
  }

  @Test
  void missingOrMalformedFieldsAreNoEvidence() throws Exception {
    Optional<String> length = Optional.of(String.valueOf(1_200_000));
    Optional<String> proof = Optional.of(TransferHeaders.write(proof()));
    assertUnavailable(check(length, Optional.empty(), bytes), "no proof");
    assertUnavailable(check(length, Optional.of("rubbish"), bytes), "Peerage-Proof");
    assertUnavailable(check(length, Optional.of(":AAAA:"), bytes), "Peerage-Proof");
    assertUnavailable(check(Optional.empty(), proof, bytes), "none in the answer");
  }

  /** Else a wrong length that someone else announced could make a right proof look wrong. */
  @Test
  void anotherLengthThanAnnouncedIsNoEvidenceEvenWithAWrongProof() throws Exception {
    byte[] hashes = proof().hashes().toBytes();
    hashes[7] ^= 1;
    Optional<String> wrongProof =
        Optional.of(TransferHeaders.write(new RangeProof(HashList.wrap(hashes))));
    assertUnavailable(check(Optional.of("1200001"), wrongProof, bytes), "1200001 in the answer");
  }

  @Test
  void dripOfBytesEndsAtTheDeadline() {
    InputStream drip =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            return 1;
          }
        };
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> new TimedBody(drip, System.nanoTime() - 1).read(100))
        .withMessageContaining("too long");
  }

  private Finding check(RangeProof proof, byte[] body) throws IOException {
    return check(
        Optional.of(String.valueOf(1_200_000)), Optional.of(TransferHeaders.write(proof)), body);
  }

  @Test
  void unsignedAnswerIsNoEvidenceHoweverWrong() {
    bytes[5] ^= 1;
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() ->
            check(
                Optional.of("1200000"),
                Optional.of(TransferHeaders.write(proof())),
                answer -> {
                  throw new IOException("not signed: " + answer.covered());
                },
                bytes))
        .withMessageContaining("not signed");
  }

  private Finding check(Optional<String> length, Optional<String> proof, byte[] body)
      throws IOException {
    return check(length, proof, _ -> {}, body);
  }

  private Finding check(
      Optional<String> length, Optional<String> proof, ChunkCheck.Signed signed, byte[] body)
      throws IOException {
    return new ChunkCheck(content.hashed().verifier(), CHUNK, certificate, NOW)
        .check(
            length,
            proof,
            signed,
            new TimedBody(new ByteArrayInputStream(body), System.nanoTime() + 10_000_000_000L));
  }

  private static void assertUnavailable(Finding finding, String why) {
    assertThat(finding).isInstanceOf(Finding.Unavailable.class);
    assertThat(finding.detail()).contains(why);
  }

  private RangeProof proof() {
    return content.hashed().prove(CHUNK, 0, content.hashed().layout().blockCount(CHUNK));
  }

  private byte[] chunk() {
    byte[] chunk = new byte[content.chunk(CHUNK).remaining()];
    content.chunk(CHUNK).get(chunk);
    return chunk;
  }
}
