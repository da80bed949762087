/**
 * Runs the public suite http-tests/cache-tests, from a checkout of its own, against an agent:
 * {@code make cache-tests}. Calls the fleet.
 */
@NullMarked
package io.peerage.demo.cachetests;

import org.jspecify.annotations.NullMarked;
