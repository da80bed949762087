/**
 * The recorded stream of evidence: what goes into the ledger and what happens to agents, appended
 * to files in the order in which it came, so that it can be replayed through another policy. The
 * ledger and the bans tell the recorder; the shadow package reads what it wrote. It uses trust and
 * bans for their words.
 */
@NullMarked
package io.peerage.tracker.recording;

import org.jspecify.annotations.NullMarked;
