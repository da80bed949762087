/**
 * Content as a hash tree: the per-file tree of BitTorrent v2 (BEP 52), cut into chunks for transfer
 * and blocks for verification.
 *
 * <p>Whatever arrives from a peer, an origin or a disk becomes {@link
 * io.peerage.protocol.content.VerifiedChunk} or {@link io.peerage.protocol.content.VerifiedBlock}
 * here or nowhere: their constructors are package-private, so that code that serves bytes can ask
 * for those types and be sure. Called by the agent's store and swarm, the origin adapter's signer
 * and the tracker's audits. Calls nothing but the JDK's SHA-256.
 */
@NullMarked
package io.peerage.protocol.content;

import org.jspecify.annotations.NullMarked;
