/**
 * The agent's wiring and configuration: read {@code io.peerage.agent.Agent} and you know the
 * program.
 */
@NullMarked
package io.peerage.agent;

import org.jspecify.annotations.NullMarked;
