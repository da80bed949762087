package io.peerage.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.ProvenBlocks;
import io.peerage.protocol.content.RangeProof;
import io.peerage.protocol.content.VerifiedBlock;
import io.peerage.protocol.evidence.Accusation;
import io.peerage.protocol.evidence.Evidence;
import io.peerage.protocol.evidence.EvidenceVerifier;
import io.peerage.protocol.evidence.SignedAccusation;
import io.peerage.protocol.evidence.SignedResponse;
import io.peerage.protocol.evidence.TransferFinding;
import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.protocol.transfer.TransferAnswer;
import io.peerage.protocol.transfer.TransferSignature;
import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.http.RefusedException;
import io.peerage.runtime.identity.FleetTls;
import io.peerage.runtime.identity.Identity;
import io.peerage.runtime.transfer.AnswerSignatures;
import io.peerage.runtime.transfer.ChunkDownload;
import io.peerage.runtime.transfer.ChunkMismatchException;
import io.peerage.runtime.transfer.ChunkUnavailableException;
import io.peerage.testing.SeededContent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A client, the agents that it fetches from, and a tracker that never audits: proofs alone. */
class AccusationsEndToEndTest {
  private static final SeededContent VIDEO = SeededContent.of(1, 3_300_000);
  private static final String ACCUSE = "/peerage/v1/accusations";

  @TempDir Path folder;
  private final List<FakeAgent> agents = new ArrayList<>();
  private TestTracker tracker;
  private FakeAgent client;

  @BeforeEach
  void start() throws Exception {
    tracker =
        TestTracker.start(
            folder,
            InstantSource.system(),
            "audit.interval=24h",
            "audit.firstInterval=24h",
            "heartbeat=200ms");
    client = agent(Behaviour.HONEST);
  }

  @AfterEach
  void stop() {
    agents.forEach(FakeAgent::close);
    tracker.close();
  }

  @Test
  void whoeverSignsLiesIsQuarantinedAtTheFirstAndBannedAtTheSecond() throws Exception {
    FakeAgent liar = agent(Behaviour.SENDS_WRONG_PROOF);
    SignedAccusation first = accusation(liar, fetchLie(liar, 0));
    accuse(first);
    assertThat(tracker.stateOf(liar)).isEqualTo("QUARANTINE");

    // The same again, and the same fault met by another client, are no second fault.
    accuse(first);
    FakeAgent another = agent(Behaviour.HONEST);
    another.postRaw(
        ACCUSE, StrictJson.write(accusation(another.identity().get(), liar, fetchLie(liar, 0))));
    assertThat(tracker.stateOf(liar)).isEqualTo("QUARANTINE");
    assertThat(tracker.agent(liar).get("evidence").size()).isEqualTo(1);

    accuse(accusation(liar, fetchLie(liar, 2)));
    JsonNode seen = tracker.agent(liar);
    assertThat(seen.get("state").asString()).isEqualTo("BANNED");
    assertThat(seen.get("verdicts").get(0).get("reason").asString())
        .contains("a signed response that contradicts the manifest")
        .contains("second proof");
    assertThat(seen.get("evidence").size()).isEqualTo(2);
    for (JsonNode one : seen.get("evidence")) {
      EvidenceVerifier.Verdict verdict = verify(one.get("id").asString());
      assertThat(verdict.evidence().kind()).isEqualTo(Evidence.Kind.SIGNED_RESPONSE);
      assertThat(verdict.evidence().accused()).isEqualTo(liar.identity().get().id());
      assertThat(verdict.fault()).contains("does not lead to the chunk's hash");
      assertThat(verdict.content()).contains(VIDEO.hashed().root());
    }
    assertThat(tracker.stateOf(client)).isEqualTo("PROBATION");

    // Enough is enough: nobody fills the store with proofs against a banned agent.
    accuse(accusation(liar, fetchLie(liar, 3)));
    assertThat(tracker.agent(liar).get("evidence").size()).isEqualTo(2);
  }

  @Test
  void whoeverAccusesFalselyIsJudgedInstead() throws Exception {
    FakeAgent honest = agent(Behaviour.HONEST);
    accuse(accusation(honest, rightResponse(honest, 0)));
    assertThat(tracker.stateOf(honest)).isEqualTo("PROBATION");
    assertThat(tracker.stateOf(client)).isEqualTo("QUARANTINE");
    JsonNode evidence = tracker.agent(client).get("evidence").get(0);
    EvidenceVerifier.Verdict verdict = verify(evidence.get("id").asString());
    assertThat(verdict.evidence().kind()).isEqualTo(Evidence.Kind.FALSE_ACCUSATION);
    assertThat(verdict.evidence().accused()).isEqualTo(client.identity().get().id());

    // A forgery: signed by the accuser, under the name of the accused.
    accuse(accusation(honest, forgedResponse(honest, 1)));
    assertThat(tracker.stateOf(honest)).isEqualTo("PROBATION");
    assertThat(tracker.agent(honest).get("evidence").size()).isZero();
    assertThat(tracker.stateOf(client)).isEqualTo("BANNED");
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> accuse(accusation(honest, rightResponse(honest, 2))))
        .satisfies(e -> assertThat(e.status()).isEqualTo(403));
  }

  @Test
  void whatShowsNothingIsRefusedAndHeldAgainstNobody() throws Exception {
    FakeAgent liar = agent(Behaviour.SENDS_WRONG_PROOF);
    SignedResponse lie = fetchLie(liar, 0);
    FakeAgent other = agent(Behaviour.HONEST);
    // Another's accusation.
    refuses(StrictJson.write(accusation(other.identity().get(), liar, lie)), "sent by");
    // Of someone whose certificate it is not.
    refuses(StrictJson.write(accusation(client.identity().get(), other, lie)), "key's name");
    // Too old.
    Identity self = client.identity().get();
    SignedResponse old = signedLongAgo(liar);
    refuses(StrictJson.write(accusation(self, liar, old)), "");
    refuses("{}".getBytes(StandardCharsets.UTF_8), "");
    for (FakeAgent agent : agents) {
      assertThat(tracker.stateOf(agent)).isEqualTo("PROBATION");
    }
  }

  @Test
  void unsignedAnswersAndThoseCorruptedAfterSigningProveNothing() throws Exception {
    assertThatExceptionOfType(ChunkUnavailableException.class)
        .isThrownBy(() -> fetch(agent(Behaviour.DOES_NOT_SIGN), 0))
        .withMessageContaining("Signature-Input");
    assertThatExceptionOfType(ChunkUnavailableException.class)
        .isThrownBy(() -> fetch(agent(Behaviour.LIES_ABOUT_THE_LENGTH), 0))
        .withMessageContaining("not over this answer");
    assertThatExceptionOfType(ChunkMismatchException.class)
        .isThrownBy(() -> fetch(agent(Behaviour.CORRUPTS_A_BLOCK), 0))
        .satisfies(e -> assertThat(e.exhibit()).isEmpty());
    fetch(agent(Behaviour.HONEST), 0);
  }

  private FakeAgent agent(Behaviour behaviour) throws Exception {
    FakeAgent agent = tracker.agent(behaviour).with(VIDEO);
    agent.announce();
    agents.add(agent);
    return agent;
  }

  private SignedResponse fetchLie(FakeAgent liar, int chunk) throws Exception {
    try {
      fetch(liar, chunk);
      throw new AssertionError("it did not lie");
    } catch (ChunkMismatchException e) {
      return e.exhibit().orElseThrow().response();
    }
  }

  /** As an agent fetches. */
  private void fetch(FakeAgent server, int chunk) throws Exception {
    try (FleetClient http =
        new FleetClient(
            FleetTls.context(client.identity(), Set.of(Role.AGENT), InstantSource.system()),
            FakeAgent.TIMEOUT,
            2,
            2)) {
      new ChunkDownload(
              http,
              server.address(),
              VIDEO.hashed().verifier(),
              chunk,
              BlockRun.whole(VIDEO.hashed().layout(), chunk))
          .requireSignature(new AnswerSignatures(InstantSource.system()))
          .run(
              server.identity().get().id(),
              FakeAgent.TIMEOUT,
              new ChunkDownload.Sink() {
                @Override
                public void proven(ProvenBlocks blocks) {}

                @Override
                public boolean accept(VerifiedBlock block) {
                  return true;
                }
              });
    }
  }

  private static SignedResponse rightResponse(FakeAgent server, int chunk) {
    RangeProof proof = proof(chunk);
    return new SignedResponse(
        stated(chunk, proof),
        TransferSignature.sign(answer(chunk, proof), Instant.now(), server.identity().get().key()));
  }

  private SignedResponse forgedResponse(FakeAgent server, int chunk) {
    byte[] hashes = proof(chunk).hashes().toBytes();
    hashes[3] ^= 1;
    RangeProof lie = new RangeProof(HashList.wrap(hashes));
    TransferSignature real =
        TransferSignature.sign(
            answer(chunk, proof(chunk)), Instant.now(), server.identity().get().key());
    TransferSignature own =
        TransferSignature.sign(answer(chunk, lie), Instant.now(), client.identity().get().key());
    return new SignedResponse(
        stated(chunk, lie), new TransferSignature(real.input(), own.signature()));
  }

  private static SignedResponse signedLongAgo(FakeAgent server) {
    byte[] hashes = proof(0).hashes().toBytes();
    hashes[3] ^= 1;
    RangeProof lie = new RangeProof(HashList.wrap(hashes));
    return new SignedResponse(
        stated(0, lie),
        TransferSignature.sign(
            answer(0, lie), Instant.now().minusSeconds(8 * 86_400), server.identity().get().key()));
  }

  private static TransferFinding stated(int chunk, RangeProof proof) {
    int blocks = VIDEO.hashed().layout().blockCount(chunk);
    return TransferFinding.ofProof(VIDEO.hashed().verifier(), chunk, 0, blocks, proof);
  }

  private static TransferAnswer answer(int chunk, RangeProof proof) {
    return new TransferAnswer.Chunk(
        VIDEO.hashed().root(),
        VIDEO.hashed().layout().length(),
        chunk,
        BlockRun.whole(VIDEO.hashed().layout(), chunk),
        proof);
  }

  private static RangeProof proof(int chunk) {
    return VIDEO.hashed().prove(chunk, 0, VIDEO.hashed().layout().blockCount(chunk));
  }

  private SignedAccusation accusation(FakeAgent accused, SignedResponse response) {
    return accusation(client.identity().get(), accused, response);
  }

  private static SignedAccusation accusation(
      Identity accuser, FakeAgent accused, SignedResponse response) {
    Identity other = accused.identity().get();
    return SignedAccusation.sign(
        new Accusation(
            other.id(),
            Certificates.der(other.certificate()),
            Instant.ofEpochMilli(System.currentTimeMillis()),
            response),
        accuser.key(),
        accuser.certificate());
  }

  private void accuse(SignedAccusation accusation) throws Exception {
    client.postRaw(ACCUSE, StrictJson.write(accusation));
  }

  private void refuses(byte[] body, String why) {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> client.postRaw(ACCUSE, body))
        .withMessageContaining(why)
        .satisfies(e -> assertThat(e.status()).isEqualTo(400));
  }

  private EvidenceVerifier.Verdict verify(String id) throws Exception {
    String file = tracker.send(tracker.asOperator("/api/v1/evidence/" + id)).body();
    return EvidenceVerifier.verify(file.getBytes(StandardCharsets.UTF_8), tracker.pin());
  }
}
