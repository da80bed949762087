/**
 * Schemes of trust side by side: Peerage's production deciders, EigenTrust, and none. The world
 * calls them through {@code TrustScheme}.
 */
@NullMarked
package io.peerage.simulation.scheme;

import org.jspecify.annotations.NullMarked;
