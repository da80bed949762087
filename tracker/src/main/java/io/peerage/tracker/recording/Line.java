package io.peerage.tracker.recording;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.peerage.protocol.identity.AgentId;
import io.peerage.tracker.bans.Occurrence;
import io.peerage.tracker.bans.Status;
import io.peerage.tracker.trust.OpinionRow;
import io.peerage.tracker.trust.StandingRow;
import io.peerage.tracker.trust.TrustEvent;
import java.time.Instant;
import java.util.List;

/**
 * One line of a recording. A file is named after the time of its beginning, in UTC, and has one
 * JSON object a line:
 *
 * <pre>
 * recording/2026-11-22T063207.123Z.jsonl
 *
 * {"type":"begin","version":1,"at":t,"continues":"2026-11-21T000000.004Z.jsonl","policy":{...}}
 * {"type":"known","standing":{...},"opinions":[...]}      each agent of the ledger
 * {"type":"stands","agent":"a-1","status":{...}}          each agent that enrolled
 * {"type":"complete","at":t}                              what was known then was told
 * {"type":"evidence","at":t,"event":{"type":"observed",...}}
 * {"type":"admitted","at":t,"agent":"a-2","status":{...}}
 * {"type":"happened","at":t,"agent":"a-1","what":{"type":"auditClean"}}
 * {"type":"round","at":t}                                 before the scores are reviewed
 * {"type":"end","at":t}                                   or gap
 * </pre>
 *
 * What comes in before "complete" stands between the lines of what is known, where it came in: a
 * line "known" has what was said of that agent before it, and not what was said after it. So a
 * replay can begin at any file. Where a file ends with "end" and the next one names it, nothing is
 * missing between the two.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Line.Begin.class, name = "begin"),
  @JsonSubTypes.Type(value = Line.Known.class, name = "known"),
  @JsonSubTypes.Type(value = Line.Stands.class, name = "stands"),
  @JsonSubTypes.Type(value = Line.Complete.class, name = "complete"),
  @JsonSubTypes.Type(value = Line.Evidence.class, name = "evidence"),
  @JsonSubTypes.Type(value = Line.Admitted.class, name = "admitted"),
  @JsonSubTypes.Type(value = Line.Happened.class, name = "happened"),
  @JsonSubTypes.Type(value = Line.Round.class, name = "round"),
  @JsonSubTypes.Type(value = Line.Gap.class, name = "gap"),
  @JsonSubTypes.Type(value = Line.End.class, name = "end"),
})
public sealed interface Line {
  /** The version of the format. */
  int VERSION = 1;

  /**
   * The first line of a file.
   *
   * @param continues the name of the file before, empty for none
   * @param policy the one in force
   */
  record Begin(int version, Instant at, String continues, RecordedPolicy policy) implements Line {
    public Begin {
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "version is %d, not %d: another version of the program recorded this"
                .formatted(VERSION, version));
      }
    }
  }

  /** What the ledger knows of an agent, and what it knows of the opinions on it. */
  record Known(StandingRow standing, List<OpinionRow> opinions) implements Line {
    public Known {
      opinions = List.copyOf(opinions);
    }
  }

  /** Where an agent stands. */
  record Stands(AgentId agent, Status status) implements Line {}

  /** The end of what is known. */
  record Complete(Instant at) implements Line {}

  /** Something that happened, rather than what is known or how the recording goes on. */
  sealed interface Event extends Line {
    Instant at();
  }

  /** Something went into the ledger. */
  record Evidence(Instant at, TrustEvent event) implements Event {}

  /** An agent enrolled. */
  record Admitted(Instant at, AgentId agent, Status status) implements Event {}

  /** Something happened that may change the state of an agent. */
  record Happened(Instant at, AgentId agent, Occurrence what) implements Event {}

  /** A round ended, and the scores are reviewed. */
  record Round(Instant at) implements Event {}

  /**
   * Here something is missing; the last line of a file.
   *
   * @param lost events that were not recorded until {@code at}
   */
  record Gap(Instant at, long lost, String reason) implements Line {}

  /** The last line of a file after which nothing is missing. */
  record End(Instant at) implements Line {}
}
