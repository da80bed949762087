/**
 * A policy beside the one in force: it is given the same evidence, judges by parameters of its own,
 * and acts on nobody. The tracker's ledger and bans tell it what happens; the admin API shows where
 * the two differ. It uses trust and bans, and nothing uses it but the admin API.
 */
@NullMarked
package io.peerage.tracker.shadow;

import org.jspecify.annotations.NullMarked;
