/**
 * The HTTP edge: what players and apps talk to. Reads requests, decides by their fields what the
 * response is ({@link io.peerage.agent.http.ResponsePlan}), and sends it; what is at hand leaves
 * from the I/O thread by {@code sendfile}, all else from a virtual thread. Calls delivery, and
 * origin for what passes through.
 */
@NullMarked
package io.peerage.agent.http;

import org.jspecify.annotations.NullMarked;
