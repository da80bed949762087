package io.peerage.tracker.enrolment;

import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.identity.AgentId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps identities and tokens.
 *
 * <p>Durable: what a method returned from survives an abrupt end of the process and of the machine.
 * Thread-safe: of any number of concurrent calls of {@link #redeem} with one secret exactly one is
 * granted, also when several trackers share the store, and together they never go over the
 * account's limit. Throws {@link java.io.UncheckedIOException} when the store fails; nothing is
 * granted then unless a later {@link #enrolled} shows it.
 */
public interface EnrolmentStore {
  /** Everyone who was ever enrolled and not forgotten. */
  List<Enrolled> enrolled();

  void addToken(TokenRecord token);

  /** Tokens that at {@code now} are neither used nor expired. */
  int openTokens(Instant now);

  /** The token with that hash, used or not. */
  Optional<TokenRecord> token(Sha256Hash secretHash);

  /**
   * Uses up a token and enrols a newcomer, both or neither.
   *
   * @param maxOfAccount how many identities of the newcomer's account may have a certificate that
   *     is valid at {@code now}, the newcomer included
   */
  Redemption redeem(Sha256Hash secretHash, Enrolled newcomer, int maxOfAccount, Instant now);

  /** Notes a renewed certificate. */
  void renewed(AgentId agent, Instant certificateUntil);

  void forget(AgentId agent);

  /** Removes tokens that expired before {@code time}, used or not. */
  void removeTokensExpiredBefore(Instant time);
}
