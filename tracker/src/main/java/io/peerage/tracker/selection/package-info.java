/**
 * Who is told about whom: the answers to announces (neighbours, state, deny list) and to locates
 * (offers). {@code PeerSelector} and {@code NeighbourRule} decide, purely; {@code Announces} and
 * {@code Locates} bring them the swarm's, the trust's and the bans' facts. Called by the agents'
 * listener.
 */
@NullMarked
package io.peerage.tracker.selection;

import org.jspecify.annotations.NullMarked;
