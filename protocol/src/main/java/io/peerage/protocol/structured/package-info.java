/**
 * Structured Fields (RFC 8941): HTTP fields that have a grammar of their own. {@link
 * io.peerage.protocol.structured.Dictionary} reads and writes the one kind that is used here.
 * Signatures, digests and cache directives stand on it; it calls nothing.
 */
@NullMarked
package io.peerage.protocol.structured;

import org.jspecify.annotations.NullMarked;
