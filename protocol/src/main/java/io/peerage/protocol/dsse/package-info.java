/**
 * DSSE, the Dead Simple Signing Envelope (secure-systems-lab, version 1): how every signed document
 * of the protocol is wrapped. The signature covers the payload's type and its exact bytes, so no
 * canonical JSON is needed and no document passes for another kind.
 */
@NullMarked
package io.peerage.protocol.dsse;

import org.jspecify.annotations.NullMarked;
