package io.peerage.tracker.takedowns;

import io.peerage.protocol.message.TakedownList;
import java.time.Instant;

/**
 * An order in force.
 *
 * @param id the version of the list that brought it
 * @param by who gave it, as far as the tracker knows: a name that was said, and an address
 */
public record TakedownOrder(long id, Instant ordered, String by, TakedownList.Entry entry) {}
