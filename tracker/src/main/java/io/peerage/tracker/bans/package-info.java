/**
 * Whether an agent may take part: {@code BanPolicy} judges, purely; {@code Bans} carries it out,
 * with evidence, a durable record, a reason, an expiry, and a signed deny list that announces push
 * to everyone. Audits and the passing of time drive it; nobody's testimony reaches it.
 */
@NullMarked
package io.peerage.tracker.bans;

import org.jspecify.annotations.NullMarked;
