/**
 * What agents accuse each other of over their signatures. {@link
 * io.peerage.tracker.accusations.Accusations} re-verifies it by program and hands what is proved to
 * {@code bans}; nobody's word counts. {@code http} calls it.
 */
@NullMarked
package io.peerage.tracker.accusations;

import org.jspecify.annotations.NullMarked;
