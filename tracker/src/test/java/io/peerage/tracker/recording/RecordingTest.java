package io.peerage.tracker.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.Observation;
import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.TimeSpan;
import io.peerage.tracker.bans.BanParameters;
import io.peerage.tracker.bans.Occurrence;
import io.peerage.tracker.bans.ProofKind;
import io.peerage.tracker.bans.Status;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.Caller;
import io.peerage.tracker.identity.NetworkGroup;
import io.peerage.tracker.trust.BrakeParameters;
import io.peerage.tracker.trust.Counted;
import io.peerage.tracker.trust.OpinionRow;
import io.peerage.tracker.trust.StandingRow;
import io.peerage.tracker.trust.TrustEvent;
import io.peerage.tracker.trust.TrustParameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
  private static final AgentId AGENT = new AgentId("a-1");
  private static final AgentId CLIENT = new AgentId("a-2");
  private static final RecordedPolicy POLICY =
      new RecordedPolicy(
          TrustParameters.DEFAULTS, BrakeParameters.DEFAULTS, BanParameters.DEFAULTS);

  @TempDir Path temp;
  private Instant now = Instant.parse("2026-11-22T06:32:07.123Z");
  private final Nothing nothing = new Nothing();

  /** A tracker that knows of nobody. */
  private static final class Nothing implements Recorder.Source {
    @Override
    public void standings(BooleanSupplier before, BiConsumer<StandingRow, List<OpinionRow>> to) {}

    @Override
    public void statuses(Consumer<Map<AgentId, Status>> to) {
      to.accept(Map.of());
    }
  }

  @Test
  void everythingIsReadAsItWasTold() throws Exception {
    Random random = new Random(7);
    double[] numbers =
        random.doubles(12).map(number -> number * Math.pow(10, random.nextInt(-290, 3))).toArray();
    StandingRow standing =
        new StandingRow(
            AGENT,
            new Account("acme"),
            new NetworkGroup("10.0.7.0/24"),
            numbers[0],
            numbers[1],
            1_795_000_000_123L,
            0.1 + 0.2,
            numbers[2],
            Double.MIN_VALUE,
            numbers[3],
            1.0 / 300,
            new Counted(numbers[4], numbers[5], 5),
            9);
    OpinionRow opinion =
        new OpinionRow(
            CLIENT,
            AGENT,
            numbers[6],
            numbers[7],
            numbers[8],
            numbers[9],
            17,
            20_000,
            numbers[10],
            numbers[11],
            Counted.NOTHING,
            3,
            4);
    Status banned =
        new Status(AgentState.BANNED, now, now, 1, List.of(now), List.of(now), List.of("ev-1"));
    Recorder.Source source =
        new Recorder.Source() {
          @Override
          public void standings(
              BooleanSupplier before, BiConsumer<StandingRow, List<OpinionRow>> to) {
            assertThat(before.getAsBoolean()).isTrue();
            to.accept(standing, List.of(opinion));
          }

          @Override
          public void statuses(Consumer<Map<AgentId, Status>> to) {
            to.accept(Map.of(AGENT, banned));
          }
        };
    List<TrustEvent> events =
        List.of(
            new TrustEvent.Placed(
                new Caller(AGENT, new Account("acme"), new NetworkGroup("10.0.7.0/24"))),
            new TrustEvent.Observed(CLIENT, List.of(new Observation(AGENT, 1, 2, 3, 4, 5))),
            new TrustEvent.Audited(AGENT, false),
            new TrustEvent.ComplaintsSetAside(AGENT, 5),
            new TrustEvent.AuditsTakenBack(AGENT, List.of(6L)),
            new TrustEvent.Forgotten(AGENT));
    List<Occurrence> occurrences =
        List.of(
            new Occurrence.AuditMismatch("ev-1"),
            new Occurrence.AuditClean(),
            new Occurrence.Proof(ProofKind.EQUIVOCATION, "ev-2"),
            new Occurrence.ComplaintsSetAside("why"),
            new Occurrence.Overturned(now, "why"),
            new Occurrence.MadePermanent("why"));
    Status initial = Status.initial(AgentState.PROBATION, now);
    List<Line> expected = new ArrayList<>();
    expected.add(new Line.Begin(Line.VERSION, now, "", POLICY));
    expected.add(new Line.Known(standing, List.of(opinion)));
    expected.add(new Line.Stands(AGENT, banned));
    expected.add(new Line.Complete(now));
    try (Recorder recorder =
        Recorder.start(temp, RecordingParameters.DEFAULTS, POLICY, () -> now)) {
      recorder.begin(source);
      events.forEach(event -> {
        recorder.heard(event);
        expected.add(new Line.Evidence(now, event));
      });
      occurrences.forEach(what -> {
        recorder.happened(AGENT, what);
        expected.add(new Line.Happened(now, AGENT, what));
      });
      recorder.admitted(CLIENT, initial);
      expected.add(new Line.Admitted(now, CLIENT, initial));
      recorder.endRound();
      expected.add(new Line.Round(now));
      expected.add(new Line.End(now));
    }
    assertThat(lines()).isEqualTo(expected);
  }

  @Test
  void whatIsToldBeforeTheBeginningAndAfterTheEndIsPassedOver() throws Exception {
    Recorder recorder = Recorder.start(temp, RecordingParameters.DEFAULTS, POLICY, () -> now);
    recorder.endRound();
    recorder.tend(nothing);
    recorder.begin(nothing);
    recorder.close();
    recorder.endRound();
    recorder.close();
    assertThat(lines()).hasSize(3).noneMatch(Line.Round.class::isInstance);
    assertThat(recorder.lost()).isZero();
  }

  @Test
  void eachDayBeginsAFileThatContinuesTheOneBeforeAndSoDoesAStart() throws Exception {
    for (int start = 0; start < 2; start++) {
      try (Recorder recorder =
          Recorder.start(temp, RecordingParameters.DEFAULTS, POLICY, () -> now)) {
        recorder.begin(nothing);
        recorder.tend(nothing);
        now = now.plus(Duration.ofDays(1));
        recorder.tend(nothing);
      }
    }
    // The second start is in the millisecond of the file before: names stay in order.
    assertThat(names())
        .containsExactly(
            "2026-11-22T063207.123Z.jsonl",
            "2026-11-23T063207.123Z.jsonl",
            "2026-11-23T063207.124Z.jsonl",
            "2026-11-24T063207.123Z.jsonl");
    assertThat(lines().stream().filter(Line.Begin.class::isInstance))
        .extracting(line -> ((Line.Begin) line).continues())
        .containsExactly("", names().get(0), names().get(1), names().get(2));
    assertThat(lines().stream().filter(Line.End.class::isInstance)).hasSize(4);
  }

  @Test
  void fullQueueLosesNothingSilentlyAndTheNextRoundBeginsAnew() throws Exception {
    Recorder recorder = new Recorder(temp, small(ByteSize.ofMiB(1)), POLICY, () -> now);
    recorder.begin(nothing);
    // The disk takes nothing yet: 100 lines wait, three of them from the beginning.
    for (int i = 0; i < 120; i++) {
      recorder.heard(new TrustEvent.Audited(AGENT, true));
    }
    assertThat(recorder.lost()).isEqualTo(23);
    recorder.startWriting();
    recorder.tend(nothing);
    recorder.heard(new TrustEvent.Audited(AGENT, false));
    recorder.close();
    assertThat(names()).hasSize(2);
    List<Line> lines = lines();
    assertThat(lines.stream().filter(Line.Evidence.class::isInstance)).hasSize(98);
    assertThat(lines.stream().filter(Line.Gap.class::isInstance))
        .singleElement()
        .satisfies(gap -> {
          assertThat(((Line.Gap) gap).lost()).isEqualTo(23);
          assertThat(((Line.Gap) gap).reason()).contains("more came in");
        });
    assertThat(lines.stream().filter(Line.Begin.class::isInstance))
        .extracting(line -> ((Line.Begin) line).continues())
        .containsExactly("", "");
  }

  @Test
  void diskThatFailsIsCountedAndTriedAgainAtTheNextRound() throws Exception {
    Path folder = temp.resolve("recording");
    Recorder recorder = new Recorder(folder, RecordingParameters.DEFAULTS, POLICY, () -> now);
    recorder.begin(nothing);
    recorder.endRound();
    recorder.endRound();
    Files.createFile(folder);
    recorder.startWriting();
    recorder.close();
    assertThat(recorder.lost()).isEqualTo(2);
    assertThat(folder).isRegularFile();
  }

  @Test
  void filesAreWithinTheirBoundsOfBytesAndTheOldestGo() throws Exception {
    RecordingParameters parameters = small(ByteSize.ofMiB(1));
    RecordingFiles files = new RecordingFiles(temp, parameters);
    TrustEvent event = new TrustEvent.AuditsTakenBack(AGENT, new ArrayList<>(List.of(1L, 2L)));
    List<String> begun = new ArrayList<>();
    for (int file = 0; file < 12; file++) {
      now = now.plusSeconds(60);
      files.write(new Line.Begin(Line.VERSION, now, "", POLICY));
      files.write(new Line.Complete(now));
      begun.add(RecordingFolder.name(now));
      while (!files.isFull()) {
        files.write(new Line.Evidence(now, event));
      }
    }
    files.close();
    long sum = 0;
    for (Path file : RecordingFolder.files(temp)) {
      sum += Files.size(file);
    }
    assertThat(sum).isLessThanOrEqualTo(parameters.maxBytes().bytes()).isEqualTo(files.bytes());
    assertThat(names()).isNotEmpty().isEqualTo(begun.subList(12 - names().size(), 12));
    assertThat(names().size()).isBetween(5, 9);
  }

  @Test
  void fileThatAloneIsTooBigIsRefused() throws Exception {
    RecordingFiles files = new RecordingFiles(temp, small(ByteSize.ofMiB(1)));
    files.write(new Line.Begin(Line.VERSION, now, "", POLICY));
    assertThatIOException()
        .isThrownBy(() -> {
          while (true) {
            files.write(new Line.Evidence(now, new TrustEvent.Audited(AGENT, true)));
          }
        })
        .withMessageContaining("recording.maxBytes (1MiB) is too little");
    files.close();
  }

  @Test
  void filesGoWithinADayAfterTheirTime() throws Exception {
    for (int day = 0; day < 40; day++) {
      Files.createFile(temp.resolve(RecordingFolder.name(now.minus(Duration.ofDays(day)))));
    }
    Files.createFile(temp.resolve("notes.txt"));
    RecordingFolder.removeOld(temp, TimeSpan.parse("30d"), now);
    assertThat(names()).hasSize(32).first().isEqualTo("2026-10-22T063207.123Z.jsonl");
    assertThat(temp.resolve("notes.txt")).exists();
    RecordingFolder.removeOld(temp.resolve("none"), TimeSpan.parse("30d"), now);
  }

  @Test
  void damagedLineIsNamedAndACutLastOneIsPassedOver() throws Exception {
    try (Recorder recorder =
        Recorder.start(temp, RecordingParameters.DEFAULTS, POLICY, () -> now)) {
      recorder.begin(nothing);
      recorder.endRound();
    }
    Path file = temp.resolve(names().getFirst());
    List<String> good = Files.readAllLines(file);
    Files.writeString(file, "{\"type\":\"round\",\"at", StandardOpenOption.APPEND);
    assertThat(lines()).hasSize(good.size());

    good.set(2, "{\"type\":\"round\"}");
    Files.write(file, good);
    assertThatIOException()
        .isThrownBy(this::lines)
        .withMessageContaining(file + ": line 3 is damaged: at: required field is missing");
    good.set(2, "{\"type\":\"what\"}");
    Files.write(file, good);
    assertThatIOException().isThrownBy(this::lines).withMessageContaining("line 3 is damaged");
    good.set(2, good.getFirst());
    Files.write(file, good);
    assertThatIOException().isThrownBy(this::lines).withMessageContaining("begins with one line");
    Files.writeString(file, "\u0000\n", StandardCharsets.UTF_8);
    assertThatIOException().isThrownBy(this::lines).withMessageContaining("line 1 is damaged");
  }

  @Test
  void otherVersionAndNoRecordingAreSaid() throws Exception {
    assertThatIOException().isThrownBy(this::lines).withMessageContaining("there is no recording");
    RecordingFiles files = new RecordingFiles(temp, RecordingParameters.DEFAULTS);
    files.write(new Line.Begin(Line.VERSION, now, "", POLICY));
    files.close();
    Path file = temp.resolve(names().getFirst());
    Files.writeString(file, Files.readString(file).replace("\"version\":1", "\"version\":2"));
    assertThatIOException().isThrownBy(this::lines).withMessageContaining("version is 1, not 2");
  }

  private static RecordingParameters small(ByteSize maxBytes) {
    return new RecordingParameters(true, TimeSpan.parse("1d"), maxBytes, 100);
  }

  private List<String> names() throws IOException {
    return RecordingFolder.files(temp).stream().map(file -> file.getFileName().toString()).toList();
  }

  private List<Line> lines() throws IOException {
    List<Line> lines = new ArrayList<>();
    RecordingReader.read(temp, lines::add);
    return lines;
  }
}
