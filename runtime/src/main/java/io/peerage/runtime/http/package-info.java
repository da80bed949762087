/**
 * Speaking HTTP to others of the trust domain: one client with bounds on time, size and
 * connections, and errors as RFC 9457 problems. Used by agents and origin adapters towards trackers
 * and by the tracker's auditor.
 */
@NullMarked
package io.peerage.runtime.http;

import org.jspecify.annotations.NullMarked;
