/**
 * Who is who: SPIFFE ids, X.509 certificates with exactly one of them, enrolment tokens with a pin
 * of the certificate authority, and documents signed by a tracker. Used by everyone who speaks TLS
 * or checks a tracker's word.
 */
@NullMarked
package io.peerage.protocol.identity;

import org.jspecify.annotations.NullMarked;
