package io.peerage.tracker.trust;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Observation;
import io.peerage.tracker.identity.Caller;
import java.util.List;
import java.util.function.Consumer;

/**
 * Something that went into a ledger, but for the ends of rounds: what another {@link TrustBook} has
 * to be given to come, by its own parameters, to its own scores. Also as JSON, in recordings.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TrustEvent.Placed.class, name = "placed"),
  @JsonSubTypes.Type(value = TrustEvent.Observed.class, name = "observed"),
  @JsonSubTypes.Type(value = TrustEvent.Audited.class, name = "audited"),
  @JsonSubTypes.Type(value = TrustEvent.ComplaintsSetAside.class, name = "complaintsSetAside"),
  @JsonSubTypes.Type(value = TrustEvent.AuditsTakenBack.class, name = "auditsTakenBack"),
  @JsonSubTypes.Type(value = TrustEvent.Forgotten.class, name = "forgotten"),
})
public sealed interface TrustEvent {
  /** Gives it to a book. */
  void applyTo(TrustBook book, long nowMillis);

  /** An agent came, or moved. */
  record Placed(Caller agent) implements TrustEvent {
    @Override
    public void applyTo(TrustBook book, long nowMillis) {
      book.place(agent.id(), agent.account(), agent.network(), nowMillis);
    }
  }

  /** A client's testimony. */
  record Observed(AgentId client, List<Observation> observations) implements TrustEvent {
    @Override
    public void applyTo(TrustBook book, long nowMillis) {
      for (Observation observation : observations) {
        book.observe(client, observation, nowMillis);
      }
    }
  }

  /** The result of an audit. */
  record Audited(AgentId agent, boolean clean) implements TrustEvent {
    @Override
    public void applyTo(TrustBook book, long nowMillis) {
      if (clean) {
        book.auditClean(agent, nowMillis);
      } else {
        book.auditFailed(agent, nowMillis);
      }
    }
  }

  /** An upheld appeal set complaints aside. */
  record ComplaintsSetAside(AgentId agent, long untilMillis) implements TrustEvent {
    @Override
    public void applyTo(TrustBook book, long nowMillis) {
      book.setComplaintsAside(agent, untilMillis, nowMillis);
    }
  }

  /** An upheld appeal took failed audits back. */
  record AuditsTakenBack(AgentId agent, List<Long> failedMillis) implements TrustEvent {
    @Override
    public void applyTo(TrustBook book, long nowMillis) {
      book.takeBackFailedAudits(agent, failedMillis, nowMillis);
    }
  }

  /** An agent was forgotten. */
  record Forgotten(AgentId agent) implements TrustEvent {
    @Override
    public void applyTo(TrustBook book, long nowMillis) {
      book.forget(agent);
    }
  }

  /** For a ledger of which nobody wants to hear. */
  Consumer<TrustEvent> UNHEARD = _ -> {};
}
