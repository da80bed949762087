package io.peerage.tracker.accounting;

import io.peerage.protocol.identity.AgentId;

/**
 * A client's word, under its signature, on what it received under a ticket.
 *
 * @param signer whose key the signature is of
 * @param nonce of the ticket
 * @param bytes that were received and verified
 */
public record Receipt(AgentId signer, long nonce, AgentId server, long bytes) {
  public Receipt {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes is 0 or more, not " + bytes);
    }
  }
}
