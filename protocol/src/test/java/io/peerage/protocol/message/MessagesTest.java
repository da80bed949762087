package io.peerage.protocol.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.site.SiteName;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
  private static final ContentRoot ROOT = new ContentRoot(Sha256Hash.hash(new byte[] {1}));
  private static final PeerEndpoint ENDPOINT = PeerEndpoint.parse("10.0.0.7:7444");

  static Stream<Object> samples() {
    BitSet chunks = new BitSet();
    chunks.set(0, 3);
    AgentId id = new AgentId("a-1");
    return Stream.of(
        new EnrolRequest(Base64Bytes.of(new byte[32]), Base64Bytes.of(new byte[100])),
        new RenewRequest(Base64Bytes.of(new byte[100])),
        new AnnounceRequest(
            "e1",
            1,
            true,
            "zone-a",
            ENDPOINT,
            new Capacity(8, 3),
            0,
            7,
            List.of(new Holding(ROOT, 3 << 20, ChunkSet.of(chunks)))),
        new AnnounceResponse(
            1000, false, AgentState.TRUSTED, List.of(new Neighbour(id, ENDPOINT)), null, 7, null),
        new LocateRequest(ROOT, 10, List.of(id)),
        new LocateResponse(
            List.of(new LocateResponse.Offer(id, ENDPOINT, "zone-a", ChunkSet.of(chunks))),
            500,
            null),
        new OriginTraffic("e1", 5, 6),
        new ReportRequest(
            "e1", 9, new Traffic(6, 1, 2, 3, 4, 5), List.of(new Observation(id, 1, 2, 3, 4, 5))),
        new TakedownList(
            7,
            Instant.parse("2026-11-21T12:00:00Z"),
            List.of(
                TakedownList.Entry.ofRoot("case-1", "copyright", ROOT),
                TakedownList.Entry.ofPath(
                    "case-2", "court-order", new SiteName("m.example"), "/a%20b/"))),
        new DenyList(
            4,
            Instant.parse("2026-11-21T12:00:00Z"),
            List.of(
                new DenyList.Entry(id, AgentState.BANNED, Instant.parse("2026-11-22T12:00:00Z")))));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyMessageSurvivesJson(Object message) throws Exception {
    assertThat(StrictJson.read("message", StrictJson.write(message), 1 << 20, message.getClass()))
        .isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"root\":\"00\",\"limit\":1,\"avoid\":[]} | root | 64 lower-case",
        "{\"limit\":1,\"avoid\":[]} | root | required field is missing",
        "{\"root\":null,\"limit\":1,\"avoid\":[]} | root | null is not allowed",
        "{\"root\":\"R\",\"limit\":0,\"avoid\":[]} | '' | limit is 1 to 50, not 0",
        "{\"root\":\"R\",\"limit\":\"1\",\"avoid\":[]} | limit | Cannot coerce String",
        "{\"root\":\"R\",\"limit\":1.5,\"avoid\":[]} | limit | Cannot coerce Floating-point value (1.5)",
        "{\"root\":\"R\",\"limit\":1,\"avoid\":[],\"x\":1} | x | unknown field; known are avoid",
        "{\"root\":\"R\",\"limit\":1,\"avoid\":[\"A\"]} | avoid[0] | an agent's id is",
        "{\"root\":\"R\",\"limit\":1,\"limit\":2,\"avoid\":[]} | '' | Duplicate",
        "{\"root\":\"R\",\"limit\":1,\"avoid\":[]} {} | '' | railing",
      })
  void errorNamesTheFieldAndWhatIsRight(String json, String field, String problem) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() ->
            StrictJson.read(
                "locate request",
                json.replace("\"R\"", '"' + ROOT.toString() + '"').getBytes(UTF_8),
                LocateRequest.MAX_BYTES,
                LocateRequest.class))
        .withMessageContaining("locate request")
        .withMessageContaining(field)
        .withMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "1.5", "true"})
  void whatIsNoTextIsNotTakenForOne(String value) {
    String json = "{\"caseId\":%s,\"reason\":\"copyright\",\"root\":null}".formatted(value);
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(
            () -> StrictJson.read("order", json.getBytes(UTF_8), 1000, TakedownList.Entry.class))
        .withMessageContaining("caseId")
        .withMessageContaining("Cannot coerce");
  }

  @Test
  void endpointsMayBeNamesAndAddressesOfEitherKind() {
    assertThat(PeerEndpoint.parse("[::1]:7444")).isEqualTo(new PeerEndpoint("::1", 7444));
    assertThat(PeerEndpoint.parse("agent.example:1").toString()).isEqualTo("agent.example:1");
    for (String bad :
        List.of("", "host", "host:", ":1", "::1:7", "host:0", "host:70000", "a b:1")) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .as(bad)
          .isThrownBy(() -> PeerEndpoint.parse(bad));
    }
  }

  @Test
  void chunkSetHasABitPerChunkFromTheLowestOn() {
    BitSet bits = new BitSet();
    bits.set(0);
    bits.set(9);
    assertThat(ChunkSet.of(bits).toString())
        .isEqualTo(Base64Bytes.of(new byte[] {1, 2}).toString());
    bits.set(4096);
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> ChunkSet.of(bits));
  }

  @Test
  void denialLapses() {
    Instant until = Instant.parse("2026-11-22T12:00:00Z");
    AgentId id = new AgentId("a-1");
    DenyList list =
        new DenyList(
            1, until.minusSeconds(60), List.of(new DenyList.Entry(id, AgentState.BANNED, until)));
    assertThat(list.stateOf(id, until.minusSeconds(1))).contains(AgentState.BANNED);
    assertThat(list.stateOf(id, until)).isEmpty();
    assertThat(list.stateOf(new AgentId("a-2"), until.minusSeconds(1))).isEmpty();
  }
}
