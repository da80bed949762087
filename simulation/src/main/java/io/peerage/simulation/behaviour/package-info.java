/**
 * How agents behave, honest and hostile: what they serve, and what they say of others. Called by
 * the world, which knows them only as {@code Behaviour}; calls back into the world for its dice.
 */
@NullMarked
package io.peerage.simulation.behaviour;

import org.jspecify.annotations.NullMarked;
