package io.peerage.tracker.purges;

import com.fasterxml.jackson.annotation.JsonValue;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Purge;
import io.peerage.protocol.site.SiteName;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A purge as operators see it.
 *
 * @param acknowledged agents that have carried it out
 * @param pending agents with contact that have not
 * @param noContact agents that have not, and were not heard of lately
 */
public record PurgeView(
    long id,
    Instant requested,
    SiteName site,
    Purge.Kind kind,
    String value,
    Purge.Mode mode,
    int acknowledged,
    int pending,
    int noContact) {

  /** Where an agent is with a purge. */
  public enum State {
    ACKNOWLEDGED,
    PENDING,
    NO_CONTACT;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * One agent.
   *
   * @param acknowledgedAt when it said so; at the latest, where that was too many purges ago; null
   *     when it did not
   * @param lastContact when it last announced itself or asked for purges; null when it did not
   *     since the tracker started
   */
  public record Agent(
      AgentId agent,
      State state,
      @Nullable Instant acknowledgedAt,
      @Nullable Instant lastContact) {}

  /** A purge with its agents, by name. */
  public record Details(PurgeView purge, List<Agent> agents) {}

  /**
   * Some purges, the newest first.
   *
   * @param next what to ask for with {@code before} for those that follow; null when none do
   */
  public record Page(List<PurgeView> purges, @Nullable Long next) {}

  static PurgeView of(PurgeRecord record, List<Agent> agents) {
    return new PurgeView(
        record.id(),
        record.requested(),
        record.purge().site(),
        record.purge().kind(),
        record.purge().value(),
        record.purge().mode(),
        count(agents, State.ACKNOWLEDGED),
        count(agents, State.PENDING),
        count(agents, State.NO_CONTACT));
  }

  private static int count(List<Agent> agents, State state) {
    return (int) agents.stream().filter(agent -> agent.state() == state).count();
  }
}
