/**
 * A policy beside the one in force: it is given the same evidence, judges by parameters of its own,
 * and acts on nobody. The tracker's ledger and bans tell it what happens, or a recording does; the
 * admin API and the command for replays show where the two differ. It uses trust, bans and
 * recording, and nothing else uses it.
 */
@NullMarked
package io.peerage.tracker.shadow;

import org.jspecify.annotations.NullMarked;
