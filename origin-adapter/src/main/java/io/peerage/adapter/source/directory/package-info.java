/**
 * A folder as an origin. Paths are decoded once and cannot leave the folder; a file that is
 * replaced or rewritten while it is read is noticed. Made by the wiring class, called through
 * {@link io.peerage.adapter.source.Source}.
 */
@NullMarked
package io.peerage.adapter.source.directory;

import org.jspecify.annotations.NullMarked;
