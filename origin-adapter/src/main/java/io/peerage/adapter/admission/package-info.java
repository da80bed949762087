/**
 * Who may ask an origin now: places over all sites, given out fairly, and a breaker for each
 * origin, which leaves one that fails alone for a while. The wiring class puts a {@link
 * io.peerage.adapter.admission.MeasuredSource} before each source; everyone asks through it.
 */
@NullMarked
package io.peerage.adapter.admission;

import org.jspecify.annotations.NullMarked;
