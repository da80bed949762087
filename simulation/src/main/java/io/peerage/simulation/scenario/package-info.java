/**
 * The scenarios: each row of the trust model's "What must hold" as a story with a target, and the
 * runner that plays them for many seeds. Called by {@code Simulation}.
 */
@NullMarked
package io.peerage.simulation.scenario;

import org.jspecify.annotations.NullMarked;
