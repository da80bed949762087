/**
 * The chunks an agent keeps: on disk within a quota, the hottest also in memory. Nothing leaves
 * here that was not checked against its content root since it was last written, whatever a crash or
 * a bad disk did meanwhile. Called by delivery (what clients read), swarm (what arrives) and peer
 * (what other agents read); calls no other feature.
 */
@NullMarked
package io.peerage.agent.store;

import org.jspecify.annotations.NullMarked;
