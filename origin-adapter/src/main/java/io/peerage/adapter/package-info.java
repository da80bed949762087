/**
 * The origin adapter's wiring and configuration: read {@code io.peerage.adapter.OriginAdapter} and
 * you know the program.
 */
@NullMarked
package io.peerage.adapter;

import org.jspecify.annotations.NullMarked;
