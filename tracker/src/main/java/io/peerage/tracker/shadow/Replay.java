package io.peerage.tracker.shadow;

import io.peerage.protocol.identity.AgentId;
import io.peerage.tracker.bans.Status;
import io.peerage.tracker.bans.Verdict;
import io.peerage.tracker.recording.Line;
import io.peerage.tracker.recording.RecordedPolicy;
import io.peerage.tracker.recording.RecordingFolder;
import io.peerage.tracker.recording.RecordingReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A recorded stream of evidence, given to the policy that was in force and to another one. Both
 * begin with what the first file knows. Where nothing is missing between two files they go on;
 * after a gap, and where the policy in force was changed, both begin anew with what the next file
 * knows, and what differed until then has ended. What comes out follows from the recording and the
 * policy alone. Holds two policies' memory, at the beginning of a file what it knows as well. Not
 * thread-safe: it is used once.
 */
public final class Replay {
  private final ShadowParameters changed;

  private @Nullable Beginning beginning;
  private @Nullable Pair pair;
  private @Nullable RecordedPolicy policy;
  private String file = "";
  private boolean ended;
  private @Nullable Instant from;
  private Instant now = Instant.EPOCH;
  private long events;
  private long begun;
  private int starts;
  private final Set<AgentId> agents = new HashSet<>();
  private final List<Divergence> found = new ArrayList<>();

  private Replay(ShadowParameters changed) {
    this.changed = changed;
  }

  /**
   * What a replay found.
   *
   * @param from the time of the first event; null when there is none
   * @param until that of the last
   * @param events that were replayed
   * @param agents that both policies judged
   * @param begun divergences that began
   * @param starts how often both began: 1, and once more for each gap and each change of the policy
   * @param divergences by when they began, then by agent: all that last at an end, and of the
   *     others the last 1,000 since a start
   */
  public record Result(
      @Nullable Instant from,
      Instant until,
      long events,
      int agents,
      long begun,
      int starts,
      List<Divergence> divergences) {
    public Result {
      divergences = List.copyOf(divergences);
    }
  }

  /** What a file knows, until all of it is read. */
  private static final class Beginning {
    private final Line.Begin begin;
    private final KnownSoFar known = new KnownSoFar();

    private Beginning(Line.Begin begin) {
      this.begin = begin;
    }
  }

  /** The two policies. */
  private static final class Pair {
    private final PolicyRun inForce;
    private final Shadow other;

    private Pair(PolicyRun inForce, Shadow other) {
      this.inForce = inForce;
      this.other = other;
    }
  }

  /**
   * Replays the recording in {@code folder}.
   *
   * @param changed the other policy
   * @throws IOException when the recording cannot be read; the message says where it is damaged
   */
  public static Result run(Path folder, ShadowParameters changed) throws IOException {
    return run(folder, changed, (_, _) -> {});
  }

  /**
   * @param rounds is given where everyone stands by the policy in force after each round
   */
  static Result run(
      Path folder, ShadowParameters changed, BiConsumer<Instant, Map<AgentId, Status>> rounds)
      throws IOException {
    Replay replay = new Replay(changed);
    RecordingReader.read(folder, line -> replay.take(line, rounds));
    return replay.result();
  }

  private void take(Line line, BiConsumer<Instant, Map<AgentId, Status>> rounds) {
    Beginning unfinished = beginning;
    switch (line) {
      case Line.Begin begin -> begin(begin);
      case Line.Known known -> {
        if (unfinished != null) {
          unfinished.known.add(known);
        }
      }
      case Line.Stands stands -> {
        if (unfinished != null) {
          unfinished.known.add(stands);
        }
      }
      case Line.Complete _ -> {
        if (unfinished != null) {
          beginning = null;
          start(unfinished, rounds);
        }
      }
      case Line.Event event -> {
        if (unfinished != null) {
          unfinished.known.add(event);
        } else {
          replay(event, rounds);
        }
      }
      case Line.Gap _ -> ended = false;
      case Line.End _ -> ended = true;
    }
  }

  private void begin(Line.Begin begin) {
    boolean goesOn =
        ended
            && pair != null
            && beginning == null
            && begin.continues().equals(file)
            && begin.policy().equals(policy);
    file = RecordingFolder.name(begin.at());
    ended = false;
    policy = begin.policy();
    if (!goesOn) {
      finish();
      beginning = new Beginning(begin);
    }
  }

  private void start(Beginning known, BiConsumer<Instant, Map<AgentId, Status>> rounds) {
    RecordedPolicy recorded = known.begin.policy();
    now = known.begin.at();
    pair =
        new Pair(
            new PolicyRun(
                new ShadowParameters(true, recorded.trust(), recorded.bans()),
                recorded.brake(),
                known.known.trust(),
                known.known.statuses(),
                now),
            new Shadow(
                changed, recorded.brake(), known.known.trust(), known.known.statuses(), () -> now));
    starts++;
    known.known.later().forEach(event -> replay(event, rounds));
  }

  private void replay(Line.Event event, BiConsumer<Instant, Map<AgentId, Status>> rounds) {
    Pair both = pair;
    if (both == null) {
      return;
    }
    now = event.at();
    from = from == null ? now : from;
    events++;
    switch (event) {
      case Line.Evidence evidence -> {
        both.inForce.heard(evidence.event(), now);
        both.other.heard(evidence.event());
      }
      case Line.Admitted admitted -> {
        both.inForce.admit(admitted.agent(), admitted.status());
        both.other.admitted(admitted.agent(), admitted.status());
      }
      case Line.Happened happened -> {
        both.inForce.judge(happened.agent(), happened.what(), now);
        both.other.happened(happened.agent(), happened.what());
      }
      case Line.Round _ -> {
        both.inForce.beginRoundEnd(now).weigh(Integer.MAX_VALUE);
        both.inForce.review(now);
        agents.addAll(both.inForce.statuses().keySet());
        both.other.endRound(both.inForce.statuses(), agent -> why(both.inForce, agent));
        rounds.accept(now, both.inForce.statuses());
      }
    }
  }

  private static String why(PolicyRun run, AgentId agent) {
    return run.verdict(agent).map(Verdict::reason).orElse("as it was when the recording began");
  }

  /** Takes what the two found, and ends them. */
  private void finish() {
    Pair both = pair;
    if (both == null) {
      return;
    }
    ShadowView view = Shadow.view(Optional.of(both.other), Integer.MAX_VALUE);
    begun += view.begun();
    found.addAll(view.ended());
    found.addAll(view.open());
    pair = null;
  }

  private Result result() throws IOException {
    finish();
    if (starts == 0) {
      throw new IOException(
          "the recording ends before all is told that it begins with; there is nothing to replay");
    }
    found.sort(Comparator.comparing(Divergence::since).thenComparing(Divergence::agent));
    return new Result(from, now, events, agents.size(), begun, starts, found);
  }
}
