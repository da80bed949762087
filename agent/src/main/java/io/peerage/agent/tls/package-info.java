/**
 * TLS towards clients: the server's certificate and key, read from files and checked, followed when
 * they change. Called by http; calls nothing of the agent's.
 */
@NullMarked
package io.peerage.agent.tls;

import org.jspecify.annotations.NullMarked;
