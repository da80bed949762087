/**
 * The agent's link to its tracker: heartbeats that tell what it holds and bring back its
 * neighbours, the deny list, and when there is another takedown list; questions for holders, and
 * reports of what it saw. All of it may fail for any length of time; what was known last holds on.
 * Called by swarm and peer; calls purge and takedown, and the HTTP client.
 */
@NullMarked
package io.peerage.agent.tracker;

import org.jspecify.annotations.NullMarked;
