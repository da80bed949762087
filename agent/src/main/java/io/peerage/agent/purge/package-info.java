/**
 * What operators declared to be no longer current, and what of the kept things that hits: the pure
 * {@link io.peerage.agent.purge.PurgeMatcher} decides; {@link io.peerage.agent.purge.PurgeLog}
 * remembers, so that nothing that was asked for before a purge is kept after it; {@link
 * io.peerage.agent.purge.Purges} carries out, and keeps on disk, what tracker brings. Called by
 * tracker, responses and manifest; calls nothing of the agent's.
 */
@NullMarked
package io.peerage.agent.purge;

import org.jspecify.annotations.NullMarked;
