package io.peerage.simulation.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The results of runs that were played before, in a file, so that a campaign of hours may be
 * interrupted and goes on where it was. The first line names the program; runs of another one are
 * forgotten. Then one line for each run: size, scenario, seed, and what was measured. Runs in which
 * an invariant broke are not kept, but played again. A line that is damaged or says less than its
 * scenario measures is passed over. Thread-safe; one process at a time.
 */
public final class KeptRuns {
  private static final String SEPARATOR = " ";

  private static final String PROGRAM = "program ";

  /** Ends each line, so that half of one is known. */
  private static final String END = ".";

  private final @Nullable Path file;
  private final Size size;
  private final Map<String, NavigableMap<Long, List<Double>>> runs = new HashMap<>();

  private KeptRuns(@Nullable Path file, Size size) {
    this.file = file;
    this.size = size;
  }

  /** Keeps nothing. */
  public static KeptRuns none() {
    return new KeptRuns(null, Size.FULL);
  }

  /**
   * Those of {@code size} in {@code file}, which need not be there yet.
   *
   * @param program which program plays, as {@link ProgramDigest} has it: without a space
   */
  public static KeptRuns in(Path file, Size size, String program) throws IOException {
    KeptRuns kept = new KeptRuns(file, size);
    String head = PROGRAM + program;
    List<String> lines = Files.exists(file) ? Files.readAllLines(file, UTF_8) : List.of();
    if (!lines.isEmpty() && lines.getFirst().equals(head)) {
      lines.forEach(kept::read);
      // Whatever half a line is at its end, the next one is whole.
      Files.writeString(file, "\n", UTF_8, StandardOpenOption.APPEND);
    } else {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(file, head + "\n", UTF_8);
    }
    return kept;
  }

  private void read(String line) {
    String[] fields = line.split(SEPARATOR, -1);
    Optional<Scenario> scenario =
        fields.length > 3 && fields[0].equals(size.name()) && fields[fields.length - 1].equals(END)
            ? Scenarios.named(fields[1])
            : Optional.empty();
    if (scenario.isEmpty() || fields.length != 4 + scenario.get().targets().size()) {
      return;
    }
    try {
      List<Double> measured = new ArrayList<>();
      for (int i = 3; i < fields.length - 1; i++) {
        measured.add(Double.parseDouble(fields[i]));
      }
      of(scenario.get()).put(Long.parseLong(fields[2]), measured);
    } catch (NumberFormatException _) {
      // Damaged: that run is played again.
    }
  }

  private NavigableMap<Long, List<Double>> of(Scenario scenario) {
    return runs.computeIfAbsent(scenario.name(), _ -> new TreeMap<>());
  }

  /** What was measured in a run that is kept. */
  synchronized Optional<List<Double>> find(Scenario scenario, long seed) {
    return Optional.ofNullable(of(scenario).get(seed));
  }

  /** Keeps a run. */
  synchronized void keep(Scenario scenario, long seed, Result result) {
    if (file == null || !result.broken().isEmpty()) {
      return;
    }
    of(scenario).put(seed, result.measured());
    try {
      Files.writeString(
          file,
          line(scenario.name(), seed, result.measured()),
          UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep a run in " + file, e);
    }
  }

  private String line(String scenario, long seed, List<Double> measured) {
    String values = measured.stream().map(String::valueOf).collect(Collectors.joining(SEPARATOR));
    return String.join(SEPARATOR, size.name(), scenario, String.valueOf(seed), values, END) + "\n";
  }
}
