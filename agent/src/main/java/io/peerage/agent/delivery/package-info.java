/**
 * What a client's request becomes: the version of the object to serve, and its bytes in order, from
 * the store, other agents or the origin. Called by http; calls manifest, swarm, store and origin.
 */
@NullMarked
package io.peerage.agent.delivery;

import org.jspecify.annotations.NullMarked;
