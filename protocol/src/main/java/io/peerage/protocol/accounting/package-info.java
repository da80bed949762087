/**
 * Bytes that count: tickets, by which a tracker entitles one client to fetch from one server, and
 * receipts, by which the client says under its signature what it got. Trackers issue the ones and
 * take the others; agents show, check and write them. Immutable values and their checks; no clock.
 */
@NullMarked
package io.peerage.protocol.accounting;

import org.jspecify.annotations.NullMarked;
