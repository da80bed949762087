/**
 * A whole fleet on one machine: each part a process of its own, in one folder, started, watched,
 * killed and stopped. Used by the demo and by the tests of whole processes.
 */
@NullMarked
package io.peerage.demo.fleet;

import org.jspecify.annotations.NullMarked;
