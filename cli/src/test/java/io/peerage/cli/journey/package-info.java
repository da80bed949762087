/**
 * Journeys: whole processes on one machine, with clients as people use them, and what can go wrong
 * meanwhile. Each test is a claim about the system as a whole; what one process does by itself is
 * tested in its own module. Needs curl and ffmpeg on the PATH, and fails without them.
 */
@NullMarked
package io.peerage.cli.journey;

import org.jspecify.annotations.NullMarked;
