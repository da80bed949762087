/**
 * Serving HTTP with Jetty, for the tracker and the origin adapter: routes to blocking handlers on
 * virtual threads, bounded bodies, errors as RFC 9457 problems, and the operations endpoints.
 */
@NullMarked
package io.peerage.runtime.server;

import org.jspecify.annotations.NullMarked;
