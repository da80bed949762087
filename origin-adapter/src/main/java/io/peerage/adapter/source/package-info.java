/**
 * Where a site's bytes come from: {@link io.peerage.adapter.source.Source}, with one package below
 * this one for each kind of origin. Called by {@code publish}, which signs what it reads, and by
 * {@code http}, which passes everything else through. Calls nothing of the adapter's.
 */
@NullMarked
package io.peerage.adapter.source;

import org.jspecify.annotations.NullMarked;
