/**
 * Fetches what a player will ask for next, before it asks: from its playlists and from what it says
 * itself (CMCD). Called by http; calls delivery and responses.
 */
@NullMarked
package io.peerage.agent.prefetch;

import org.jspecify.annotations.NullMarked;
