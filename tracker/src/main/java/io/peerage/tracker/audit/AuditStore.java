package io.peerage.tracker.audit;

import io.peerage.protocol.identity.AgentId;
import java.util.List;

/**
 * Keeps the last {@value #KEPT} audits of each agent, for people to look at; judgements do not rest
 * on it. Durable and thread-safe. Throws {@link java.io.UncheckedIOException} when the store fails.
 */
public interface AuditStore {
  /** How many audits of an agent are kept. */
  int KEPT = 50;

  void add(AgentId agent, AuditResult result);

  /** The audits of {@code agent} that are kept, the newest first. */
  List<AuditResult> of(AgentId agent);

  void forget(AgentId agent);
}
