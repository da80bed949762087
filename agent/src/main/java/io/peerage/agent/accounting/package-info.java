/**
 * Bytes that count, at both ends of a transfer: as a client the agent spends the tickets that the
 * tracker gave it and signs receipts for what it got; as a server it looks at tickets before it
 * sends a byte, and keeps count of what it sent under each. Called by swarm (client), peer (server)
 * and tracker (what comes from there, and what goes there); calls nothing.
 */
@NullMarked
package io.peerage.agent.accounting;

import org.jspecify.annotations.NullMarked;
