/**
 * How chunks travel: the same HTTP resources at agents and at origin adapters, named by content and
 * never by URL. {@code docs/protocol.md} specifies them.
 *
 * <pre>
 * GET /peerage/v1/content/{root}/chunks/{n}     a chunk, or with Range a run of its blocks
 * GET /peerage/v1/content/{root}/layer          the hashes of all chunks
 * </pre>
 */
@NullMarked
package io.peerage.protocol.transfer;

import org.jspecify.annotations.NullMarked;
