/**
 * Bytes that count: what a ticket allows, and what a receipt credits. Pure deciders, driven by the
 * simulator; the agents' peer server and the reports will call them once tickets are on the wire.
 * Signatures are checked before anything comes here.
 */
@NullMarked
package io.peerage.tracker.accounting;

import org.jspecify.annotations.NullMarked;
