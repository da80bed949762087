/**
 * A process's identity within its trust domain: the key and certificate on disk, enrolment with a
 * token, renewal at half-life, and TLS in which both ends show a certificate of the pinned
 * authority. Used by agents and origin adapters; the tracker uses the TLS part.
 */
@NullMarked
package io.peerage.runtime.identity;

import org.jspecify.annotations.NullMarked;
