/**
 * Takedowns: what must not be served or fetched any more, by order of a person. Takes orders in
 * from operators and lifts them, each change under a greater version and with an entry in a log
 * that stays; issues the signed list that agents follow; knows which agents do. Called by http and
 * selection; asks swarm who is there, identity to sign, and tells events. Its store is {@link
 * io.peerage.tracker.takedowns.TakedownStore}.
 */
@NullMarked
package io.peerage.tracker.takedowns;

import org.jspecify.annotations.NullMarked;
