/**
 * Who is who to the tracker: the trust domain's authority with its key on disk, the tracker's own
 * identity, and callers with their account and network. Every feature uses it; it calls nothing but
 * the protocol and the runtime.
 */
@NullMarked
package io.peerage.tracker.identity;

import org.jspecify.annotations.NullMarked;
