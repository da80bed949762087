/**
 * An agent that does others harm: the production agent with a filter around its peer server, or
 * with a client beside it that lies to the tracker under the agent's name. Started by the demo and
 * the tests as a process of its own.
 */
@NullMarked
package io.peerage.demo.hostile;

import org.jspecify.annotations.NullMarked;
