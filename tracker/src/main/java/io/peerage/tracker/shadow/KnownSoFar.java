package io.peerage.tracker.shadow;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Observation;
import io.peerage.tracker.bans.Status;
import io.peerage.tracker.recording.Line;
import io.peerage.tracker.trust.OpinionRow;
import io.peerage.tracker.trust.StandingRow;
import io.peerage.tracker.trust.TrustChanges;
import io.peerage.tracker.trust.TrustEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a file of a recording knows at its beginning, and what came in while that was written. An
 * event that is before the line of the agent that it is about is in that line already; one that is
 * behind it comes later. Not thread-safe.
 */
final class KnownSoFar {
  /** An event and how many lines of agents, and whether those of states, were before it. */
  private record Told(Line.Event event, int known, boolean stands) {}

  private final List<StandingRow> standings = new ArrayList<>();
  private final List<OpinionRow> opinions = new ArrayList<>();
  private final Map<AgentId, Integer> numbers = new HashMap<>();
  private final Map<AgentId, Status> statuses = new HashMap<>();
  private final List<Told> told = new ArrayList<>();

  void add(Line.Known known) {
    numbers.put(known.standing().agent(), standings.size());
    standings.add(known.standing());
    opinions.addAll(known.opinions());
  }

  void add(Line.Stands stands) {
    statuses.put(stands.agent(), stands.status());
  }

  void add(Line.Event event) {
    told.add(new Told(event, standings.size(), !statuses.isEmpty()));
  }

  TrustChanges trust() {
    return new TrustChanges(standings, opinions, List.of());
  }

  Map<AgentId, Status> statuses() {
    return statuses;
  }

  /** The events that are not in what is known. */
  List<Line.Event> later() {
    return told.stream().flatMap(this::later).toList();
  }

  private Stream<Line.Event> later(Told one) {
    return switch (one.event()) {
      case Line.Evidence(var at, var event) ->
          later(event, one.known()).map(left -> new Line.Evidence(at, left));
      // Who is known is passed over by itself.
      case Line.Admitted admitted -> Stream.of(admitted);
      case Line.Happened happened -> one.stands() ? Stream.of(happened) : Stream.empty();
      case Line.Round round -> Stream.of(round);
    };
  }

  private Stream<TrustEvent> later(TrustEvent event, int known) {
    return switch (event) {
      case TrustEvent.Observed observed -> {
        List<Observation> left =
            observed.observations().stream()
                .filter(observation -> isLater(observation.server(), known))
                .toList();
        yield left.isEmpty()
            ? Stream.empty()
            : Stream.of(new TrustEvent.Observed(observed.client(), left));
      }
      case TrustEvent.Audited audited -> only(audited, audited.agent(), known);
      case TrustEvent.ComplaintsSetAside aside -> only(aside, aside.agent(), known);
      case TrustEvent.AuditsTakenBack back -> only(back, back.agent(), known);
      // They say how it is, however often.
      case TrustEvent.Placed placed -> Stream.of(placed);
      case TrustEvent.Forgotten forgotten -> Stream.of(forgotten);
    };
  }

  private Stream<TrustEvent> only(TrustEvent event, AgentId agent, int known) {
    return isLater(agent, known) ? Stream.of(event) : Stream.empty();
  }

  private boolean isLater(AgentId agent, int known) {
    Integer number = numbers.get(agent);
    return number == null || number < known;
  }
}
