package io.peerage.simulation.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeptRunsTest {
  private static final Scenario QUICK = Scenarios.named("byte-inflation").orElseThrow();
  private static final int SEEDS = 4;
  private static final String PROGRAM = "this";

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void setUp() {
    file = folder.resolve("not-there-yet/runs.txt");
  }

  @Test
  void anInterruptedCampaignGoesOnWhereItWas() throws Exception {
    assertThat(play(2).keptRuns()).isZero();
    Campaign.Summary whole = play(SEEDS);
    assertThat(whole.keptRuns()).isEqualTo(2);
    assertThat(play(SEEDS).keptRuns()).isEqualTo(SEEDS);
    assertThat(play(SEEDS).targets()).isEqualTo(whole.targets());
  }

  @Test
  void whatIsDamagedIsPlayedAgain() throws Exception {
    var _ = play(SEEDS);
    String all = Files.readString(file);
    Files.writeString(file, all.substring(0, all.length() - 3));
    assertThat(play(SEEDS).keptRuns()).isEqualTo(SEEDS - 1);
    Files.writeString(
        file, "no run\nSMALL byte-inflation 9 much 0 0 .\n", StandardOpenOption.APPEND);
    assertThat(play(SEEDS).keptRuns()).isEqualTo(SEEDS);
  }

  @Test
  void runsOfAnotherProgramAreForgotten() throws Exception {
    var _ = play(SEEDS);
    assertThat(KeptRuns.in(file, Size.SMALL, PROGRAM).find(QUICK, 0)).isPresent();
    assertThat(KeptRuns.in(file, Size.FULL, PROGRAM).find(QUICK, 0)).isEmpty();
    assertThat(KeptRuns.in(file, Size.SMALL, "another").find(QUICK, 0)).isEmpty();
    assertThat(play(SEEDS).keptRuns()).isZero();
  }

  @Test
  void aRunThatBrokeAnInvariantIsNotKept() throws Exception {
    KeptRuns.in(file, Size.SMALL, PROGRAM)
        .keep(QUICK, 0, new Result(List.of(0.0, 0.0, 0.0), List.of("broken"), List.of()));
    assertThat(KeptRuns.in(file, Size.SMALL, PROGRAM).find(QUICK, 0)).isEmpty();
  }

  private Campaign.Summary play(int seeds) throws Exception {
    return new Campaign(Size.SMALL, seeds, 2, KeptRuns.in(file, Size.SMALL, PROGRAM))
        .play(List.of(QUICK), _ -> {})
        .getFirst();
  }
}
