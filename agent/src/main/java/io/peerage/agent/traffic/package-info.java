/**
 * Counts the bytes that an agent delivers and where they came from: for reports to the tracker and
 * for metrics; and the memory that requests under way may need. Called by http, responses,
 * delivery, swarm and peer; calls nothing.
 */
@NullMarked
package io.peerage.agent.traffic;

import org.jspecify.annotations.NullMarked;
