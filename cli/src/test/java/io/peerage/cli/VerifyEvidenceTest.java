package io.peerage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.RangeProof;
import io.peerage.protocol.evidence.AuditEvidence;
import io.peerage.protocol.evidence.Evidence;
import io.peerage.protocol.evidence.TransferFinding;
import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.json.StrictJson;
import io.peerage.runtime.identity.Identity;
import io.peerage.testing.SeededContent;
import io.peerage.testing.TestTrustDomain;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyEvidenceTest {
  private static final int BLOCK = 5;

  @TempDir Path temp;
  private final Instant now = Instant.now();
  private final TestTrustDomain domain = new TestTrustDomain(now);
  private final Identity tracker = domain.identity(Role.TRACKER, "t-1");
  private final Identity mallory = domain.identity(Role.AGENT, "mallory");
  private final SeededContent content = SeededContent.of(1, 1 << 20);
  private Path file;

  @BeforeEach
  void prepare() {
    file = temp.resolve("evidence.json");
  }

  @Test
  void trueEvidenceHolds() throws Exception {
    Files.write(file, evidence(tracker, wrongBlock()));
    Cli.Result own = Cli.run("verify-evidence", file.toString()).succeeds();
    assertThat(own.out())
        .startsWith("The evidence holds.")
        .contains("accused:   spiffe://peerage.test/agent/mallory")
        .contains("block 5 of chunk 0 was sent with hash ")
        .contains("an audit of the tracker")
        .contains("authority: " + domain.pin() + " (as the file says: compare it)");
    Cli.Result pinned =
        Cli.run("verify-evidence", "--ca-pin=" + domain.pin(), file.toString()).succeeds();
    assertThat(pinned.out()).startsWith("The evidence holds.").doesNotContain("compare it");
  }

  @Test
  void evidenceOfAnotherTrustDomainDoesNotHold() throws Exception {
    Files.write(file, evidence(tracker, wrongBlock()));
    doesNotHold("--ca-pin=" + new TestTrustDomain(now).pin());
  }

  @Test
  void blockThatWasRightProvesNothing() throws Exception {
    Files.write(file, evidence(tracker, rightBlock()));
    doesNotHold().contains("was right: this proves nothing");
  }

  @Test
  void wordOfAnAgentProvesNothing() throws Exception {
    Files.write(file, evidence(domain.identity(Role.AGENT, "slanderer"), wrongBlock()));
    doesNotHold().contains("not signed by a tracker");
  }

  @Test
  void tamperedEvidenceDoesNotHold() throws Exception {
    byte[] whole = evidence(tracker, wrongBlock());
    String text = new String(whole, StandardCharsets.UTF_8);
    int payload = text.indexOf("\"payload\":\"") + 200;
    for (int at = payload; at < text.indexOf('"', payload); at += 1500) {
      char other = text.charAt(at) == 'A' ? 'B' : 'A';
      Files.writeString(file, text.substring(0, at) + other + text.substring(at + 1));
      Cli.Result result = Cli.run("verify-evidence", file.toString());
      assertThat(result.status()).as("changed at %d", at).isEqualTo(1);
      assertThat(result.out()).doesNotContain("The evidence holds");
      assertThat(result.out() + result.err())
          .containsAnyOf("The evidence does not hold: ", "is not an evidence file")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void junkIsSaidToBeNoEvidenceFile() throws Exception {
    byte[] whole = evidence(tracker, wrongBlock());
    byte[][] junk = {
      {},
      "hello".getBytes(StandardCharsets.UTF_8),
      "{}".getBytes(StandardCharsets.UTF_8),
      "[]".getBytes(StandardCharsets.UTF_8),
      "null".getBytes(StandardCharsets.UTF_8),
      {0, 1, 2, (byte) 0xff},
      Arrays.copyOf(whole, whole.length / 2),
    };
    for (byte[] bytes : junk) {
      Files.write(file, bytes);
      Cli.run("verify-evidence", file.toString())
          .failsWith(1, file + ": is not an evidence file: ");
    }
  }

  @Test
  void whatIsNoFileIsNamed() throws Exception {
    Cli.run("verify-evidence", file.toString()).failsWith(1, file + ": there is no such file");
    Cli.run("verify-evidence", temp.toString()).failsWith(1, temp + ": is a folder, not a file");
    Files.write(file, new byte[200_000]);
    Cli.run("verify-evidence", file.toString()).failsWith(1, "at most 131072 bytes");
    Cli.run("verify-evidence", "--ca-pin=abc", file.toString())
        .failsWith(1, "at most 131072 bytes");
    Files.write(file, evidence(tracker, wrongBlock()));
    Cli.run("verify-evidence", "--ca-pin=abc", file.toString()).failsWith(2, "--ca-pin", "abc");
  }

  private org.assertj.core.api.AbstractStringAssert<?> doesNotHold(String... options) {
    String[] arguments = Arrays.copyOf(options, options.length + 2);
    System.arraycopy(options, 0, arguments, 1, options.length);
    arguments[0] = "verify-evidence";
    arguments[arguments.length - 1] = file.toString();
    Cli.Result result = Cli.run(arguments);
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).isEmpty();
    return assertThat(result.out()).startsWith("The evidence does not hold: ");
  }

  private byte[] wrongBlock() {
    byte[] block = rightBlock();
    block[77] ^= 1;
    return block;
  }

  private byte[] rightBlock() {
    int from = BLOCK * ContentLayout.BLOCK_BYTES;
    return Arrays.copyOfRange(content.bytes(), from, from + ContentLayout.BLOCK_BYTES);
  }

  private byte[] evidence(Identity signer, byte[] received) throws Exception {
    RangeProof proof = content.hashed().prove(0, 0, 16);
    TransferFinding finding =
        new TransferFinding(
            content.hashed().root(),
            content.bytes().length,
            0,
            content.hashed().verifier().proveChunk(0).hashes().toBase64(),
            0,
            16,
            proof.hashes().toBase64(),
            BLOCK,
            Base64Bytes.of(received));
    AuditEvidence evidence =
        new AuditEvidence(
            "ev-1",
            Evidence.Kind.AUDIT,
            mallory.id(),
            Certificates.der(mallory.certificate()),
            now,
            finding);
    return StrictJson.write(
        TrackerDocument.sign(
            AuditEvidence.PAYLOAD_TYPE,
            evidence,
            signer.key(),
            signer.certificate(),
            signer.authority()));
  }
}
