package io.peerage.tracker.enrolment;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.tracker.identity.Account;
import java.time.Instant;

/**
 * An identity that was given out.
 *
 * @param certificateUntil when its last certificate ends; after that the identity cannot come back
 */
public record Enrolled(
    AgentId id, Role role, Account account, Instant enrolledAt, Instant certificateUntil) {
  Enrolled renewedUntil(Instant until) {
    return new Enrolled(id, role, account, enrolledAt, until);
  }
}
