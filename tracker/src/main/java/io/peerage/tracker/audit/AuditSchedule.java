package io.peerage.tracker.audit;

import io.peerage.protocol.message.AgentState;
import java.util.random.RandomGenerator;

/**
 * Decides when an agent is audited. Pure. Ordinary audits are a Poisson process: the time to the
 * next one is drawn from an exponential distribution, so the time since the last one tells an agent
 * nothing.
 */
public final class AuditSchedule {
  /** No audit is put off for longer than this many means, which is rarer than 1 in 20,000. */
  private static final double LONGEST = 10;

  private final AuditParameters parameters;

  public AuditSchedule(AuditParameters parameters) {
    this.parameters = parameters;
  }

  /** The plan for an agent that has none yet. */
  public AuditPlan first(AgentState state, long nowMillis, RandomGenerator random) {
    long mean = mean(state);
    long first = Math.min(parameters.firstInterval().toMillis(), mean);
    return new AuditPlan(nowMillis + drawn(first, random), mean, 0, AuditPlan.NEVER);
  }

  /**
   * The plan after a change of state: a new rate holds at once. One that is to be audited more
   * often never waits longer for that.
   */
  public AuditPlan adapt(AuditPlan plan, AgentState state, long nowMillis, RandomGenerator random) {
    if (mean(state) == plan.meanMillis()) {
      return plan;
    }
    AuditPlan drawn = draw(state, plan.extra(), plan.lastSuspicionMillis(), nowMillis, random);
    return mean(state) < plan.meanMillis() && plan.nextMillis() < drawn.nextMillis()
        ? new AuditPlan(
            plan.nextMillis(), drawn.meanMillis(), drawn.extra(), drawn.lastSuspicionMillis())
        : drawn;
  }

  /** The plan after an audit. */
  public AuditPlan audited(
      AuditPlan plan, AgentState state, long nowMillis, RandomGenerator random) {
    return plan.extra() > 0
        ? new AuditPlan(
            plan.nextMillis(), plan.meanMillis(), plan.extra() - 1, plan.lastSuspicionMillis())
        : draw(state, 0, plan.lastSuspicionMillis(), nowMillis, random);
  }

  /**
   * The plan in the face of a suspicion. Of a contested agent one client's is enough: it has few.
   *
   * @param suspicion {@code N}
   * @param groups independent clients behind it
   */
  public AuditPlan suspected(
      AuditPlan plan,
      AgentState state,
      double suspicion,
      int groups,
      long nowMillis,
      RandomGenerator random) {
    int groupsNeeded = state == AgentState.CONTESTED ? 1 : parameters.suspicionGroups();
    if (groups < groupsNeeded || suspicion < parameters.watchThreshold()) {
      return plan;
    }
    boolean enough = suspicion >= parameters.suspicionThreshold();
    boolean again =
        nowMillis - plan.lastSuspicionMillis() >= parameters.suspicionInterval().toMillis();
    return enough && again
        ? new AuditPlan(
            plan.nextMillis(), plan.meanMillis(), parameters.suspicionAudits(), nowMillis)
        : watched(plan, nowMillis, random);
  }

  private AuditPlan watched(AuditPlan plan, long nowMillis, RandomGenerator random) {
    long longest = parameters.watchInterval().toMillis();
    return plan.nextMillis() - nowMillis <= longest
        ? plan
        : new AuditPlan(
            nowMillis + random.nextLong(longest),
            plan.meanMillis(),
            plan.extra(),
            plan.lastSuspicionMillis());
  }

  private AuditPlan draw(
      AgentState state, int extra, long lastSuspicion, long nowMillis, RandomGenerator random) {
    long mean = mean(state);
    return new AuditPlan(nowMillis + drawn(mean, random), mean, extra, lastSuspicion);
  }

  private static long drawn(long mean, RandomGenerator random) {
    return (long) (Math.min(LONGEST, -Math.log(1 - random.nextDouble())) * mean);
  }

  private long mean(AgentState state) {
    return switch (state) {
      case PROBATION, TRUSTED, DEGRADED -> parameters.interval().toMillis();
      // Hardly anyone asks a contested one, so that if it turns bad only audits will tell.
      case CONTESTED, QUARANTINE -> parameters.quarantineInterval().toMillis();
      // Never asked for in this state; its certificate ends within the hour.
      case BANNED -> parameters.interval().toMillis();
    };
  }
}
