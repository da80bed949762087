package io.peerage.tracker.enrolment;

import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.identity.Role;
import io.peerage.tracker.identity.Account;
import java.time.Instant;

/**
 * What is kept of an enrolment token.
 *
 * @param secretHash SHA-256 of its secret; the secret itself is kept nowhere
 */
public record TokenRecord(
    Sha256Hash secretHash, Role role, Account account, Instant createdAt, Instant expires) {}
