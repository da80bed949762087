/**
 * The tracker's own eyes: fetches chunks as an ordinary agent and compares them with what they must
 * be. {@code AuditSchedule} decides who is audited when, purely; {@code Auditor} does it, and gives
 * the result to trust and bans, a mismatch with an evidence file. Nothing but a mismatch is ever
 * held against an agent.
 */
@NullMarked
package io.peerage.tracker.audit;

import org.jspecify.annotations.NullMarked;
