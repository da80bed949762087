/**
 * Body bytes in and out of Undertow from a virtual thread that blocks, and from an I/O thread that
 * must not. Called by http and peer; calls only Undertow.
 */
@NullMarked
package io.peerage.agent.undertow;

import org.jspecify.annotations.NullMarked;
