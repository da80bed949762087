/**
 * HTTP Message Signatures (RFC 9421) by Ed25519, responses bound to their requests by {@code ;req},
 * and the digest of a body (RFC 9530). {@link io.peerage.protocol.transfer.TransferSignature} says
 * which components of a transfer are signed. Calls {@code structured} and {@code key}.
 */
@NullMarked
package io.peerage.protocol.signature;

import org.jspecify.annotations.NullMarked;
