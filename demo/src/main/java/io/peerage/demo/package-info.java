/**
 * The story told by {@code peerage demo}: read {@link io.peerage.demo.Demo}. Called by the command
 * line; starts everything else as processes of their own.
 */
@NullMarked
package io.peerage.demo;

import org.jspecify.annotations.NullMarked;
